using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Protection;

/// <summary>Data protection's key ring in our own database, so that every node has it.</summary>
public sealed class DataProtectionKeys(IDbContextFactory<ErpLinkDbContext> contexts, KeyFile keyFile) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        return [.. context.DataProtectionKeys.AsNoTracking().OrderBy(row => row.Id).Select(row => row.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = contexts.CreateDbContext();
        context.DataProtectionKeys.Add(new DataProtectionKeyRow { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }

    /// <summary>Makes the key file if this is the first start; otherwise makes sure that it opens everything stored.</summary>
    /// <exception cref="KeyFileException">This node must not start.</exception>
    public void Check()
    {
        var sealedTexts = GetAllElements().SelectMany(element => element.Descendants(KeyRingCipher.Element)).Select(element => element.Value).ToList();
        if (sealedTexts.Count == 0)
        {
            keyFile.CreateIfMissing();
        }

        var key = keyFile.Key;
        try
        {
            sealedTexts.ForEach(text => KeyRingCipher.Open(key, text));
        }
        catch (CryptographicException failure)
        {
            throw new KeyFileException($"The key in {keyFile.Path} does not open this database's key ring; point ErpLink:KeyFile to the key file the database was protected with.", failure);
        }
    }
}
