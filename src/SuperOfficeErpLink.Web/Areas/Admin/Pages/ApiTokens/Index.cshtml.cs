using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.ApiTokens;

/// <summary>Tokens for the API: made, shown once, listed and revoked.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(Api.Tokens.ApiTokens tokens, TokenTexts texts, ValueTexts values, TimeProvider time) : PageModel
{
    private const int UsualDays = 365;

    public static IReadOnlyList<int> Days { get; } = [30, 90, UsualDays, Api.Tokens.ApiTokens.LongestDays];

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public IReadOnlyList<ListedToken> List { get; private set; } = [];

    /// <summary>The token just made: it is never shown again.</summary>
    public ApiToken? Made { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await IsValidAsync(cancellationToken))
        {
            Made = await tokens.MakeAsync(User.ToContext(), Input.Name!.Trim(), Input.Chosen, Input.Days, cancellationToken);

            // Nobody finds it by going back.
            Response.Headers.CacheControl = "no-store";
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (List.FirstOrDefault(token => token.Row.Id == id) is not { } listed)
        {
            return NotFound();
        }

        await tokens.RevokeAsync(User.ToContext(), id, cancellationToken);
        TempData["StatusMessage"] = texts["Tokens.RevokedNow", listed.Row.Name];
        return RedirectToPage();
    }

    public string? Error(string field) => ModelState[$"Input.{field}"]?.Errors.FirstOrDefault()?.ErrorMessage;

    public string Show(DateTimeOffset? at) => at is { } moment ? values.Show(moment) : texts["Tokens.Never"];

    public string Show(ApiScopes scopes) => string.Join(", ", ApiScopeNames.In(scopes).Select(scope => texts[$"Tokens.Short.{scope}"]));

    public bool Holds(ApiTokenRow row) => row.RevokedAt is null && row.ExpiresAt > time.GetUtcNow();

    /// <summary>The key of what its state is called.</summary>
    public string State(ApiTokenRow row) => row.RevokedAt is not null ? "Tokens.Revoked" : Holds(row) ? "Tokens.Holds" : "Tokens.Expired";

    private async Task LoadAsync(CancellationToken cancellationToken) => List = await tokens.ListAsync(User.ToContext(), cancellationToken);

    private async Task<bool> IsValidAsync(CancellationToken cancellationToken)
    {
        var result = await new Validator(texts).ValidateAsync(Input, cancellationToken);
        result.Errors.ForEach(error => ModelState.AddModelError($"Input.{error.PropertyName}", error.ErrorMessage));
        return result.IsValid;
    }

    public sealed class InputModel
    {
        public string? Name { get; set; }

        public List<ApiScopes> Scopes { get; set; } = [];

        public int Days { get; set; } = UsualDays;

        public ApiScopes Chosen => Scopes.Aggregate(ApiScopes.None, (all, one) => all | one);
    }

    public sealed class Validator : AbstractValidator<InputModel>
    {
        public Validator(TokenTexts texts)
        {
            RuleFor(input => input.Name).Must(name => !string.IsNullOrWhiteSpace(name) && name.Trim().Length <= Api.Tokens.ApiTokens.LongestName)
                .WithMessage(texts["Tokens.NameMissing"]);
            RuleFor(input => input.Scopes).Must(scopes => scopes.Count > 0 && scopes.TrueForAll(ApiScopeNames.All.Contains)).WithMessage(texts["Tokens.ScopesMissing"]);
            RuleFor(input => input.Days).InclusiveBetween(1, Api.Tokens.ApiTokens.LongestDays).WithMessage(texts["Tokens.ValidMissing"]);
        }
    }
}
