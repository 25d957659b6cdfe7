using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>
/// Finds records by words, parent and criteria. Pages continue behind the last record shown, so that a record added or removed
/// meanwhile neither repeats nor hides another.
/// </summary>
internal sealed class RecordSearch
{
    private const int LargestPage = 1000;
    private const int MostWords = 64;

    /// <summary>From here on a text may be composed in more than one way.</summary>
    private const char FirstCombining = '\u0300';

    private const string ActiveOnes = "a";
    private const string InactiveOnes = "i";

    private readonly ActorSheet sheet;
    private readonly SearchRequest request;
    private readonly FieldColumn[] searched;
    private readonly string[] words;
    private readonly CriterionMatch[] criteria;

    private RecordSearch(ActorSheet sheet, SearchRequest request)
    {
        this.sheet = sheet;
        this.request = request;
        searched = [.. sheet.Fields.Where(field => field.Type == FieldType.Text || field.Column == sheet.Roles.Key)];
        words = [.. (request.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(TextFolding.Fold)
            .Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).Take(MostWords)];
        criteria = [.. request.Criteria.Select(criterion => new CriterionMatch(sheet, criterion))];
    }

    public static SearchPage Run(ActorSheet sheet, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        var after = request.PageToken is null ? (SearchPlace?)null
            : OpaqueToken.Read(request.PageToken, 3) is [ActiveOnes or InactiveOnes, var name, var key] parts ? new SearchPlace(parts[0] == ActiveOnes, name, key)
            : throw SearchRequest.UnknownPage();
        return new RecordSearch(sheet, request).Page(new RecordRead(sheet, fields), after, cancellationToken);
    }

    private SearchPage Page(RecordRead read, SearchPlace? after, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(request.PageSize, 1, LargestPage);
        var records = new List<ErpRecord>();
        SearchPlace last = default;
        var order = sheet.Order;
        for (var index = after is { } start ? FirstBehind(order, start) : 0; index < order.Rows.Count; index++)
        {
            var row = order.Rows[index];
            if (index % 1000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!IsWanted(row))
            {
                continue;
            }

            if (records.Count == size)
            {
                return new SearchPage(records, OpaqueToken.Write(last.IsActive ? ActiveOnes : InactiveOnes, last.Name, last.Key), null);
            }

            records.Add(read.At(row));
            last = order.PlaceOf(row);
        }

        return new SearchPage(records, null, null);
    }

    private static int FirstBehind(SearchOrder order, in SearchPlace place)
    {
        var (low, high) = (0, order.Rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (SearchPlace.Compare(order.PlaceOf(order.Rows[middle]), place) > 0)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private bool IsWanted(int row) => (request.Parent is not { } parent || sheet.ParentOf(row) == parent)
        && Array.TrueForAll(words, word => Array.Exists(searched, field => Holds(sheet.Value(field, row).Text, word)))
        && Array.TrueForAll(criteria, criterion => criterion.Matches(sheet, row));

    /// <summary>Most texts can be searched as they stand; only where composition matters is a folded copy made.</summary>
    private static bool Holds(string? text, string word) => text is not null && text.Length > 0 && (text.AsSpan().IndexOfAnyInRange(FirstCombining, char.MaxValue) < 0
        ? text.Contains(word, StringComparison.OrdinalIgnoreCase)
        : TextFolding.Fold(text).Contains(word, StringComparison.Ordinal));
}
