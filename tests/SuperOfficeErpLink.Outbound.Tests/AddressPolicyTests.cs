using System.Net;

namespace SuperOfficeErpLink.Outbound.Tests;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("8.8.8.8", AddressKind.Public)]
    [InlineData("2606:4700::1111", AddressKind.Public)]
    [InlineData("127.0.0.1", AddressKind.Loopback)]
    [InlineData("127.255.0.9", AddressKind.Loopback)]
    [InlineData("::1", AddressKind.Loopback)]
    [InlineData("::ffff:127.0.0.1", AddressKind.Loopback)]
    [InlineData("64:ff9b::7f00:1", AddressKind.Loopback)]
    [InlineData("::127.0.0.1", AddressKind.Loopback)]
    [InlineData("2002:7f00:1::", AddressKind.Loopback)]
    [InlineData("10.1.2.3", AddressKind.Private)]
    [InlineData("172.31.255.255", AddressKind.Private)]
    [InlineData("172.32.0.1", AddressKind.Public)]
    [InlineData("192.168.0.1", AddressKind.Private)]
    [InlineData("100.64.0.1", AddressKind.Private)]
    [InlineData("fd12::1", AddressKind.Private)]
    [InlineData("::ffff:10.0.0.1", AddressKind.Private)]
    [InlineData("169.254.169.254", AddressKind.Forbidden)]
    [InlineData("::ffff:169.254.169.254", AddressKind.Forbidden)]
    [InlineData("64:ff9b::a9fe:a9fe", AddressKind.Forbidden)]
    [InlineData("fd00:ec2::254", AddressKind.Forbidden)]
    [InlineData("100.100.100.200", AddressKind.Forbidden)]
    [InlineData("168.63.129.16", AddressKind.Forbidden)]
    [InlineData("fe80::1%3", AddressKind.Forbidden)]
    [InlineData("0.0.0.0", AddressKind.Forbidden)]
    [InlineData("::", AddressKind.Forbidden)]
    [InlineData("224.0.0.1", AddressKind.Forbidden)]
    [InlineData("ff02::1", AddressKind.Forbidden)]
    [InlineData("255.255.255.255", AddressKind.Forbidden)]
    [InlineData("64:ff9b:1::1", AddressKind.Forbidden)]
    [InlineData("2001:0:1::1", AddressKind.Forbidden)]
    public void An_address_is_what_it_leads_to_however_it_is_written(string address, AddressKind kind) =>
        AddressPolicy.KindOf(IPAddress.Parse(address)).ShouldBe(kind);

    [Fact]
    public void Settings_open_loopback_and_private_networks_one_by_one_and_nothing_else()
    {
        var policy = new OutboundPolicy { FilesDirectory = "erp" };
        policy.Allows(IPAddress.Loopback).ShouldBeFalse();
        (policy with { AllowLoopback = true }).Allows(IPAddress.Loopback).ShouldBeTrue();
        (policy with { AllowLoopback = true }).Allows(IPAddress.Parse("10.0.0.1")).ShouldBeFalse();
        (policy with { AllowPrivateNetworks = true }).Allows(IPAddress.Parse("10.0.0.1")).ShouldBeTrue();
        (policy with { AllowLoopback = true, AllowPrivateNetworks = true }).Allows(IPAddress.Parse("169.254.169.254")).ShouldBeFalse();
    }
}
