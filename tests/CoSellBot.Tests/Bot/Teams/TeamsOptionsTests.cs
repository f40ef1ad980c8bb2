using CoSellBot.Bot.Teams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The settings are whole, or the bot does not start; what is wrong is named and never shown.</summary>
public sealed class TeamsOptionsTests : IDisposable
{
    private const string App = "3f1c9a52-6d0e-4b7a-9a4f-2c5d8e7b1a90";
    private const string Tenant = "b0a7c1de-92f4-4c38-8e15-6f7d3a2b9c01";
    private const string Secret = "s3cret~Of.the-Bot_9f";
    private readonly string _certificate = Path.GetTempFileName();

    public void Dispose() => File.Delete(_certificate);

    [Fact]
    public void Without_settings_there_is_no_Teams()
    {
        Assert.Null(Read("Production"));
        Assert.Null(Read("Production", ("Slack:SigningSecret", "x")));
        Assert.Null(Read("Production", ("Teams:AllowAnonymous", "false")));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public void The_whole_set_is_taken(string environment)
    {
        var options = Read(environment, ("Teams:AppId", $" {App} "), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret))!;

        Assert.Equal((App, Tenant, Secret, true, false), (options.AppId, options.TenantId, options.ClientSecret, options.HasCredential, options.AllowAnonymous));
        Assert.Equal("https://login.botframework.com/v1/.well-known/openidconfiguration", options.OpenIdMetadata.AbsoluteUri);
        Assert.Equal("https://graph.microsoft.com/", options.GraphEndpoint!.AbsoluteUri);
        Assert.Null(options.TokenEndpoint);
        Assert.DoesNotContain(Secret, options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_or_a_managed_identity_stands_for_the_secret()
    {
        Assert.True(Read("Production", ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:CertificatePath", _certificate))!.HasCredential);
        Assert.True(Read("Production", ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ManagedIdentity", "true"))!.HasCredential);
    }

    [Theory]
    [InlineData("Teams:AppId")]
    [InlineData("Teams:TenantId")]
    [InlineData("Teams:ClientSecret")]
    public void A_blank_setting_stops_the_start_and_is_named(string blank)
    {
        foreach (var nothing in new[] { null, "", "  ", "\t\n" })
        {
            var set = new Dictionary<string, string?> { ["Teams:AppId"] = App, ["Teams:TenantId"] = Tenant, ["Teams:ClientSecret"] = Secret };
            if (nothing is null)
            {
                set.Remove(blank);
            }
            else
            {
                set[blank] = nothing;
            }

            foreach (var environment in new[] { "Production", "Development", "Staging" })
            {
                AssertStops(blank, environment, [.. set.Select(pair => (pair.Key, pair.Value))]);
            }
        }
    }

    [Fact]
    public void A_set_of_blanks_only_is_a_mistake_and_not_nothing() => AssertStops("Teams:AppId", "Production", ("Teams:AppId", ""), ("Teams:TenantId", ""), ("Teams:ClientSecret", ""));

    [Theory]
    [InlineData("Teams:GraphEndpoint", "https://graph.microsoft.com")]
    [InlineData("Teams:ManagedIdentity", "false")]
    [InlineData("Teams:ServiceHosts:0", "smba.example")]
    public void A_setting_that_means_nothing_alone_is_a_mistake(string key, string value) => AssertStops("Teams:AppId", "Production", (key, value));

    [Fact]
    public void Two_credentials_are_one_too_many()
    {
        AssertStops("Teams:ClientSecret", "Production", ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret), ("Teams:ManagedIdentity", "true"));
        AssertStops("Teams:CertificatePath", "Production", ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret), ("Teams:CertificatePath", _certificate));
    }

    [Theory]
    [InlineData("Teams:CertificatePath", "/no/such/file.pfx")]
    [InlineData("Teams:ManagedIdentity", "perhaps")]
    [InlineData("Teams:AllowAnonymous", "perhaps")]
    [InlineData("Teams:TenantId", "tenant/../other")]
    [InlineData("Teams:TenantId", "tenant?x=y")]
    [InlineData("Teams:OpenIdMetadata", "login.botframework.com")]
    [InlineData("Teams:OpenIdMetadata", "http://login.botframework.com/keys")]
    [InlineData("Teams:OpenIdMetadata", "file:///etc/keys")]
    [InlineData("Teams:TokenEndpoint", "http://login.example/token")]
    [InlineData("Teams:GraphEndpoint", "http://graph.example")]
    public void A_value_that_cannot_be_meant_stops_the_start(string key, string value)
    {
        foreach (var environment in new[] { "Production", "Development" })
        {
            AssertStops(key, environment,
                [.. new[] { ("Teams:AppId", App), ("Teams:TenantId", Tenant) }.Where(pair => pair.Item1 != key).Select(pair => (pair.Item1, (string?)pair.Item2)), (key, value), .. Credential(key)]);
        }
    }

    [Theory]
    [InlineData("Teams:OpenIdMetadata")]
    [InlineData("Teams:TokenEndpoint")]
    [InlineData("Teams:GraphEndpoint")]
    public void Addresses_of_this_machine_do_without_TLS_in_Development_only(string key)
    {
        (string, string?)[] set = [("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret), (key, "http://127.0.0.1:5000/x")];
        Assert.NotNull(Read("Development", set));
        AssertStops(key, "Production", set);
        AssertStops(key, "Staging", set);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("development2")]
    public void Nobody_is_let_in_without_a_token_outside_Development(string environment)
    {
        AssertStops("Teams:AllowAnonymous", environment, ("Teams:AllowAnonymous", "true"));
        AssertStops("Teams:AllowAnonymous", environment, ("Teams:AllowAnonymous", "true"), ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret));
        Assert.True(Read("Development", ("Teams:AllowAnonymous", "true"))!.AllowAnonymous);
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/", true)]
    [InlineData("https://SMBA.trafficmanager.net/", true)]
    [InlineData("https://smba.trafficmanager.net:443/", true)]
    [InlineData("https://smba.infra.gov.teams.microsoft.us/", true)]
    [InlineData("https://smba.trafficmanager.net:8443/", false)]
    [InlineData("http://smba.trafficmanager.net/", false)]
    [InlineData("ftp://smba.trafficmanager.net/", false)]
    [InlineData("https://evil.trafficmanager.net/", false)]
    [InlineData("https://evil.smba.trafficmanager.net/", false)]
    [InlineData("https://smba.trafficmanager.net.evil.com/", false)]
    [InlineData("https://smba.trafficmanager.net./", false)]
    [InlineData("https://smba.trafficmanager.net@evil.com/", false)]
    [InlineData("https://smba.trafficmanager.net:443@evil.com/", false)]
    [InlineData("https://smba.trafficmanager.net%2f@evil.com/", false)]
    [InlineData("https://user@smba.trafficmanager.net/", false)]
    [InlineData("https://user:word@smba.trafficmanager.net/", false)]
    [InlineData("https://evil.com/smba.trafficmanager.net", false)]
    [InlineData("https://evil.com#smba.trafficmanager.net", false)]
    [InlineData("https://evil.com?smba.trafficmanager.net", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("https://127.0.0.1/", false)]
    [InlineData("http://localhost:3978/", false)]
    [InlineData("http://[::1]/", false)]
    [InlineData("https://169.254.169.254/", false)]
    [InlineData("file:///smba.trafficmanager.net", false)]
    [InlineData("/smba.trafficmanager.net", false)]
    public void Only_listed_hosts_are_called(string service, bool trusted)
    {
        var options = Read("Production", ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret))!;
        Assert.Equal(trusted, options.Trusts(new Uri(service, UriKind.RelativeOrAbsolute)));
    }

    [Theory]
    [InlineData("https://connector.example/", true)]
    [InlineData("https://connector.example:8443/", false)]
    [InlineData("https://other.example:8443/", true)]
    [InlineData("https://other.example/", false)]
    [InlineData("http://other.example:8443/", false)]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://127.0.0.1:5001/", false)]
    [InlineData("http://localhost:5000/", false)]
    public void A_host_can_be_added_with_its_port(string service, bool trusted)
    {
        var options = Read("Production", ("Teams:AppId", App), ("Teams:TenantId", Tenant), ("Teams:ClientSecret", Secret),
            ("Teams:ServiceHosts:0", "connector.example"), ("Teams:ServiceHosts:1", "other.example:8443"), ("Teams:ServiceHosts:2", "127.0.0.1:5000"))!;
        Assert.Equal(trusted, options.Trusts(new Uri(service)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:3978/", true)]
    [InlineData("http://localhost:56150/", true)]
    [InlineData("http://[::1]:3978/", true)]
    [InlineData("http://user@127.0.0.1/", false)]
    [InlineData("http://127.0.0.1.evil.com/", false)]
    [InlineData("http://192.168.0.1/", false)]
    [InlineData("ftp://127.0.0.1/", false)]
    public void Without_tokens_this_machine_is_trusted_too_and_nothing_near_it(string service, bool trusted) =>
        Assert.Equal(trusted, Read("Development", ("Teams:AllowAnonymous", "true"))!.Trusts(new Uri(service)));

    private (string Key, string? Value)[] Credential(string but) => but is "Teams:CertificatePath" or "Teams:ManagedIdentity" ? [] : [("Teams:CertificatePath", _certificate)];

    private static TeamsOptions? Read(string environment, params (string Key, string? Value)[] settings) => TeamsOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build(),
        new HostingEnvironment { EnvironmentName = environment });

    private static void AssertStops(string named, string environment, params (string Key, string? Value)[] settings)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Read(environment, settings));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.All(settings.Where(pair => pair.Value?.Trim() is { Length: > 0 } and not ("true" or "false")), pair => Assert.DoesNotContain(pair.Value!, failure.ToString(), StringComparison.Ordinal));
    }
}
