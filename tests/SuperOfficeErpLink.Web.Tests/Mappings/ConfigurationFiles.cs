using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Mappings;

/// <summary>Files of configurations as an administrator's browser sends them.</summary>
internal static class ConfigurationFiles
{
    public static async Task<Page> TakeFileAsync(this Browser administrator, Guid connection, byte[] content, bool replace = false)
    {
        var start = $"/admin/connections/{connection}/versions";
        var page = await administrator.OpenAsync(start);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent(page.Document.QuerySelector("[name=seen]")?.GetAttribute("value") ?? ""), "seen" },
            { new StringContent(replace ? "true" : "false"), "replace" },
            { new ByteArrayContent(content), "file", "file.json" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{start}?handler=Import") { Content = form };
        return await administrator.SendAsync(request);
    }
}
