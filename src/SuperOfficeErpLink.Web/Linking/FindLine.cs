namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One line of the advanced search dialog.</summary>
/// <param name="Action">Where the form is posted to.</param>
/// <param name="HasFocus">The keyboard goes on here: in the field while none is chosen, else in the value.</param>
public sealed record FindLine(LineView Line, SearchLines Words, string Action, bool HasFocus);
