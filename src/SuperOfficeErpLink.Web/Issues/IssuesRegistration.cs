using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Issues;

public static class IssuesRegistration
{
    /// <summary>What waits for a person: conflicts and problems.</summary>
    public static void AddIssues(this WebApplicationBuilder builder) =>
        builder.Services.AddStore<IConflictStore, ConflictStore>().AddSingleton<ConflictList>().AddSingleton<ConflictRules>()
            .AddStore<IProblemStore, ProblemStore>().AddSingleton<ProblemValues>().AddSingleton<ProblemList>().AddSingleton<ProblemRetries>()
            .AddSingleton<IssueTexts>().AddScoped<ConflictWords>().AddScoped<ProblemWords>().AddScoped<ProblemFiles>();
}
