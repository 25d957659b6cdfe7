using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>A configuration that is being changed.</summary>
/// <param name="Draft">Names it as it stands: publishing takes it.</param>
/// <param name="Differences">To the configuration in force.</param>
public sealed record DraftAnswer(long Draft, int BaseVersion, IReadOnlyList<MappingDifference> Differences, IReadOnlyList<SettingAnswer> Settings);

/// <summary>A setting that the file has other than the connection. It stays as it is.</summary>
public sealed record SettingAnswer(string Key, string Here, string InFile);

/// <param name="Draft">As the draft is named where it was read.</param>
/// <param name="Why">For whoever reads the versions later.</param>
/// <param name="SyncNow">A run over everything starts at once.</param>
public sealed record PublishRequest(long Draft, string Why, bool SyncNow = false);

/// <param name="Run">The run over everything that was started.</param>
public sealed record PublishedAnswer(int Version, long? Run);
