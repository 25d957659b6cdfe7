using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Pages.Account;

/// <summary>One's own second factor: an app learns a key, shows that it has, and codes are given for when it is gone.</summary>
public sealed class SecondFactorModel(OwnAccount own, SecondFactorRule rule, AccountTexts texts, ShellTexts shell, TimeProvider time) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public ApplicationUser Account { get; private set; } = null!;

    /// <summary>What an app is to learn; null: nothing is being set up.</summary>
    public string? Key { get; private set; }

    /// <summary>Just made: they are never shown again.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public string? CodeError { get; private set; }

    public string? PasswordError { get; private set; }

    /// <summary>Nothing else can be opened before it is on.</summary>
    public bool IsOwed => !Account.TwoFactorEnabled && rule.IsOwedBy(User);

    public string AppAddress => SecondFactors.Address(Account.Email ?? "", Key!);

    public string ReadableKey => SecondFactors.Readable(Key!);

    public QrPicture Picture => QrPicture.Of(AppAddress);

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostStartAsync()
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        await own.StartSecondFactorAsync(Account);
        return RedirectToPage();
    }

    public Task<IActionResult> OnPostOnAsync(CancellationToken cancellationToken) =>
        DoAsync(account => own.TurnOnAsync(account, Code ?? "", cancellationToken));

    public Task<IActionResult> OnPostOffAsync(CancellationToken cancellationToken) =>
        DoAsync(account => own.TurnOffAsync(account, Password ?? "", cancellationToken));

    public Task<IActionResult> OnPostCodesAsync(CancellationToken cancellationToken) =>
        DoAsync(account => own.RenewCodesAsync(account, Password ?? "", cancellationToken));

    private async Task<IActionResult> DoAsync(Func<ApplicationUser, Task<OwnOutcome>> doAsync)
    {
        if (!await LoadAsync())
        {
            return NotFound();
        }

        switch (await doAsync(Account))
        {
            case OwnOutcome.Done:
                TempData["StatusMessage"] = texts["SecondFactor.IsOff"];
                return RedirectToPage();
            case OwnOutcome.Codes made:
                Codes = made.Recovery;
                break;
            case OwnOutcome.WrongCode:
                CodeError = texts["SecondFactor.WrongCode"];
                break;
            case OwnOutcome.LockedOut:
                PasswordError = shell["SignIn.LockedOut", LockOuts.Show(Account.LockoutEnd, time)];
                break;
            default:
                PasswordError = texts["Account.WrongPassword"];
                break;
        }

        return Page();
    }

    private async Task<bool> LoadAsync()
    {
        // Nobody finds a key or a code by going back.
        Response.Headers.CacheControl = "no-store";
        if (await own.FindAsync(User) is not { } account)
        {
            return false;
        }

        Account = account;
        Key = account.TwoFactorEnabled ? null : await own.FindKeyAsync(account);
        return true;
    }
}
