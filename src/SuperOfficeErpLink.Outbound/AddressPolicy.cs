using System.Net;
using System.Net.Sockets;

namespace SuperOfficeErpLink.Outbound;

/// <summary>What kind of address a host name led to.</summary>
public enum AddressKind
{
    Public, Loopback, Private,

    /// <summary>Link-local, metadata, multicast, reserved: no setting allows it.</summary>
    Forbidden,
}

/// <summary>Sorts addresses by where they lead, looking through every notation that carries an IPv4 address inside IPv6.</summary>
public static class AddressPolicy
{
    private static readonly (IPNetwork Network, AddressKind Kind)[] Version4 =
    [
        Entry("100.100.100.200/32", AddressKind.Forbidden), // Alibaba's metadata, within a private range
        Entry("168.63.129.16/32", AddressKind.Forbidden), // Azure's host, within a public range
        Entry("0.0.0.0/8", AddressKind.Forbidden),
        Entry("10.0.0.0/8", AddressKind.Private),
        Entry("100.64.0.0/10", AddressKind.Private),
        Entry("127.0.0.0/8", AddressKind.Loopback),
        Entry("169.254.0.0/16", AddressKind.Forbidden),
        Entry("172.16.0.0/12", AddressKind.Private),
        Entry("192.0.0.0/24", AddressKind.Forbidden),
        Entry("192.0.2.0/24", AddressKind.Forbidden),
        Entry("192.88.99.0/24", AddressKind.Forbidden),
        Entry("192.168.0.0/16", AddressKind.Private),
        Entry("198.18.0.0/15", AddressKind.Private),
        Entry("198.51.100.0/24", AddressKind.Forbidden),
        Entry("203.0.113.0/24", AddressKind.Forbidden),
        Entry("224.0.0.0/3", AddressKind.Forbidden), // multicast, reserved and broadcast
    ];

    private static readonly (IPNetwork Network, AddressKind Kind)[] Version6 =
    [
        Entry("::1/128", AddressKind.Loopback),
        Entry("fd00:ec2::254/128", AddressKind.Forbidden), // Amazon's metadata, within a private range
        Entry("fd20:ce::254/128", AddressKind.Forbidden), // Google's
        Entry("fc00::/7", AddressKind.Private),
        Entry("fec0::/10", AddressKind.Private),
        Entry("2001::/32", AddressKind.Forbidden), // Teredo hides its target
        Entry("2001:db8::/32", AddressKind.Forbidden),
        Entry("2000::/3", AddressKind.Public),
    ];

    /// <summary>IPv6 networks whose addresses carry an IPv4 address, and the byte it begins at.</summary>
    private static readonly (IPNetwork Network, int Offset)[] Carriers =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("::/96"), 12),
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    public static AddressKind KindOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : Unscoped(address);
        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return Find(Version4, plain) ?? AddressKind.Public;
        }

        if (plain.AddressFamily != AddressFamily.InterNetworkV6 || plain.Equals(IPAddress.IPv6Any))
        {
            return AddressKind.Forbidden;
        }

        if (!plain.Equals(IPAddress.IPv6Loopback))
        {
            foreach (var (network, offset) in Carriers)
            {
                if (network.Contains(plain))
                {
                    return KindOf(new IPAddress(plain.GetAddressBytes().AsSpan(offset, 4)));
                }
            }
        }

        return Find(Version6, plain) ?? AddressKind.Forbidden;
    }

    public static bool Allows(this OutboundPolicy policy, IPAddress address) => KindOf(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Loopback => policy.AllowLoopback,
        AddressKind.Private => policy.AllowPrivateNetworks,
        _ => false,
    };

    private static IPAddress Unscoped(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;

    private static AddressKind? Find((IPNetwork Network, AddressKind Kind)[] table, IPAddress address)
    {
        foreach (var (network, kind) in table)
        {
            if (network.Contains(address))
            {
                return kind;
            }
        }

        return null;
    }

    private static (IPNetwork Network, AddressKind Kind) Entry(string network, AddressKind kind) => (IPNetwork.Parse(network), kind);
}
