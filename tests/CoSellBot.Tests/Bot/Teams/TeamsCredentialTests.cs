using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Azure.Core;
using CoSellBot.Bot.Teams;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>How the bot asks for its own tokens: rarely, at the address of the settings, and without telling its secret to anyone else.</summary>
public sealed class TeamsCredentialTests : IAsyncLifetime
{
    private static readonly TokenRequestContext Connector = new([TeamsCredential.ConnectorScope]);
    private static readonly TokenRequestContext Graph = new(["https://graph.microsoft.com/.default"]);
    private readonly List<TeamsCredential> _subjects = [];
    private FakeBotFramework _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeBotFramework.StartAsync();

    public async Task DisposeAsync()
    {
        _subjects.ForEach(subject => subject.Dispose());
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task One_form_arrives_at_exactly_the_address_of_the_settings()
    {
        var token = await Subject().GetTokenAsync(Connector, default);

        var request = Assert.Single(_fake.TokenRequests);
        Assert.Equal(("POST", "/identity/token"), (request.Method, request.Path));
        Assert.Equal("client_credentials", request.Form["grant_type"]);
        Assert.Equal(FakeBotFramework.AppId, request.Form["client_id"]);
        Assert.Equal(FakeBotFramework.ClientSecret, request.Form["client_secret"]);
        // The library adds the scopes of OpenID Connect to what it is asked for in other flows, and must not here.
        Assert.Equal("https://api.botframework.com/.default", request.Form["scope"]);
        Assert.Equal("access-1", token.Token);
    }

    [Fact]
    public async Task Twenty_callers_at_once_make_one_request()
    {
        var gate = new TaskCompletionSource();
        _fake.AnswerToken = request => _fake.Grant(request) with { Hold = gate.Task };
        var subject = Subject();
        var asking = Enumerable.Range(0, 20).Select(_ => subject.GetTokenAsync(Connector, default).AsTask()).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(asking), token => Assert.Equal("access-1", token.Token));
        Assert.Single(_fake.TokenRequests);
    }

    [Fact]
    public async Task A_hundred_calls_in_a_row_make_one_request()
    {
        var subject = Subject();
        for (var at = 0; at < 100; at++)
        {
            Assert.Equal("access-1", (await subject.GetTokenAsync(Connector, default)).Token);
        }

        Assert.Single(_fake.TokenRequests);
    }

    [Fact]
    public async Task One_caller_giving_up_does_not_take_the_token_from_the_others()
    {
        var gate = new TaskCompletionSource();
        _fake.AnswerToken = request => _fake.Grant(request) with { Hold = gate.Task };
        var subject = Subject();
        using var gaveUp = new CancellationTokenSource();
        var first = subject.GetTokenAsync(Connector, gaveUp.Token).AsTask();
        var second = subject.GetTokenAsync(Connector, default).AsTask();
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal("access-1", (await second).Token);
        Assert.Single(_fake.TokenRequests);
    }

    [Fact]
    public async Task Connector_and_Graph_have_tokens_of_their_own()
    {
        var subject = Subject();
        Assert.Equal("access-1", (await subject.GetTokenAsync(Connector, default)).Token);
        Assert.Equal("access-2", (await subject.GetTokenAsync(Graph, default)).Token);
        Assert.Equal("access-1", (await subject.GetTokenAsync(Connector, default)).Token);
        Assert.Equal(["https://api.botframework.com/.default", "https://graph.microsoft.com/.default"], _fake.TokenRequests.Select(request => request.Form["scope"]));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(280)]
    public async Task A_token_near_its_end_is_not_handed_out_again(int expiresIn)
    {
        _fake.AnswerToken = _ => TokenAnswer.Granted($"access-{_fake.TokenRequests.Count}", expiresIn);
        var subject = Subject();

        Assert.Equal("access-1", (await subject.GetTokenAsync(Connector, default)).Token);
        Assert.Equal("access-2", (await subject.GetTokenAsync(Connector, default)).Token);
    }

    [Theory]
    [InlineData(401, "invalid_client", "The bot got no token (HTTP 401, invalid_client, AADSTS7000215).", 1)]
    [InlineData(400, "unauthorized_client", "The bot got no token (HTTP 400, unauthorized_client, AADSTS7000215).", 1)]
    [InlineData(400, "something_of_their_own", "The bot got no token (HTTP 400, AADSTS7000215).", 1)]
    [InlineData(500, "temporarily_unavailable", "The bot got no token (HTTP 500).", 2)]
    public async Task A_refusal_says_what_to_mend_and_nothing_secret(int status, string error, string message, int requests)
    {
        // The worst an endpoint can do is to say back what it was told.
        _fake.AnswerToken = request => TokenAnswer.Failed(status, error, $"AADSTS7000215: Wrong {request.Form["client_secret"]} of {request.Form["client_id"]}");
        var failure = await Assert.ThrowsAsync<TeamsTokenException>(async () => await Subject().GetTokenAsync(Connector, default));

        Assert.Equal((message, status), (failure.Message, failure.Status));
        Assert.Equal(requests, _fake.TokenRequests.Count);
        AssertTellsNothing(failure);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "<html>sign in</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"access_token\":\"\",\"expires_in\":3600,\"token_type\":\"Bearer\"}")]
    [InlineData(200, "{\"access_token\":7,\"expires_in\":\"x\"}")]
    [InlineData(500, "s3cret~Of.the-Bot_9f")]
    [InlineData(404, "<html>s3cret~Of.the-Bot_9f</html>")]
    public async Task An_answer_that_is_no_token_is_a_failure(int status, string body)
    {
        _fake.AnswerToken = _ => new TokenAnswer(status, body);
        AssertTellsNothing(await Assert.ThrowsAsync<TeamsTokenException>(async () => await Subject().GetTokenAsync(Connector, default)));
    }

    [Fact]
    public async Task After_a_failure_the_next_caller_asks_again()
    {
        var subject = Subject();
        _fake.AnswerToken = _ => TokenAnswer.Failed(401, "invalid_client", "");
        await Assert.ThrowsAsync<TeamsTokenException>(async () => await subject.GetTokenAsync(Connector, default));
        _fake.AnswerToken = _fake.Grant;

        Assert.Equal("access-2", (await subject.GetTokenAsync(Connector, default)).Token);
    }

    [Fact]
    public async Task The_secret_does_not_follow_a_redirect()
    {
        await using var other = await FakeBotFramework.StartAsync();
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            _fake.AnswerToken = _ => new TokenAnswer(status, "", new() { ["Location"] = other.TokenEndpoint.AbsoluteUri });
            await Assert.ThrowsAsync<TeamsTokenException>(async () => await Subject().GetTokenAsync(Connector, default));
        }

        Assert.Empty(other.TokenRequests);
    }

    [Fact]
    public async Task Nobody_waits_as_long_as_an_overloaded_endpoint_asks_for()
    {
        _fake.AnswerToken = _ => TokenAnswer.Failed(429, "temporarily_unavailable", "") with { Headers = new() { ["Retry-After"] = "3600" } };
        var subject = Subject(limit: TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAsync<TeamsTokenException>(() => subject.GetTokenAsync(Connector, default).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_a_failure()
    {
        var gate = new TaskCompletionSource();
        _fake.AnswerToken = request => _fake.Grant(request) with { Hold = gate.Task };
        var hanging = await Assert.ThrowsAsync<TeamsTokenException>(async () => await Subject(limit: TimeSpan.FromMilliseconds(500)).GetTokenAsync(Connector, default));
        gate.SetResult();
        var closed = await Assert.ThrowsAsync<TeamsTokenException>(async () => await Subject(_fake.Options() with { TokenEndpoint = new Uri("http://127.0.0.1:1/token") }).GetTokenAsync(Connector, default));

        Assert.Equal(("The bot got no token (no usable answer).", (int?)null), (hanging.Message, hanging.Status));
        Assert.Equal(("The bot got no token (no usable answer).", (int?)null), (closed.Message, closed.Status));
    }

    [Theory]
    [InlineData("bot.pfx")]
    [InlineData("bot.pem")]
    [InlineData("bot.whatever")]
    public async Task A_certificate_signs_instead_of_a_secret(string name)
    {
        using var folder = new Folder();
        using var rsa = RSA.Create(2048);
        using var certificate = SelfSigned(rsa);
        var path = folder.File(name);
        await (name.EndsWith(".pem", StringComparison.Ordinal)
            ? File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + rsa.ExportPkcs8PrivateKeyPem())
            : File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx)));

        await Subject(_fake.Options() with { ClientSecret = null, CertificatePath = path }).GetTokenAsync(Connector, default);

        var form = Assert.Single(_fake.TokenRequests).Form;
        Assert.DoesNotContain("client_secret", form.Keys);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var parts = form["client_assertion"].Split('.');
        Assert.Equal(FakeBotFramework.AppId, JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(parts[1])).RootElement.GetProperty("iss").GetString());
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    [Fact]
    public void A_certificate_that_cannot_sign_stops_the_start()
    {
        using var folder = new Folder();
        using var rsa = RSA.Create(2048);
        using var certificate = SelfSigned(rsa);
        File.WriteAllText(folder.File("public.pem"), certificate.ExportCertificatePem());
        File.WriteAllBytes(folder.File("public.cer"), certificate.Export(X509ContentType.Cert));
        File.WriteAllBytes(folder.File("locked.pfx"), certificate.Export(X509ContentType.Pfx, "word"));
        File.WriteAllText(folder.File("words.pem"), "not a certificate");
        File.WriteAllText(folder.File("empty.pfx"), "");
        foreach (var name in new[] { "public.pem", "public.cer", "locked.pfx", "words.pem", "empty.pfx", "missing.pfx" })
        {
            var failure = Assert.Throws<InvalidOperationException>(() => TeamsCredential.Create(_fake.Options() with { ClientSecret = null, CertificatePath = folder.File(name) }));
            Assert.Contains("Teams:CertificatePath", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(name, failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Making_a_credential_asks_nobody()
    {
        Assert.NotNull(Subject());
        Assert.NotNull(Subject(_fake.Options() with { ClientSecret = null, ManagedIdentity = true }));
        Assert.NotNull(Subject(_fake.Options() with { TenantId = null }));
        Assert.Null(TeamsCredential.Create(_fake.Options() with { ClientSecret = null }));
        Assert.Null(TeamsCredential.Create(_fake.Options() with { AppId = null }));
        Assert.Empty(_fake.TokenRequests);
    }

    private static X509Certificate2 SelfSigned(RSA rsa) =>
        new CertificateRequest("CN=bot", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

    private static void AssertTellsNothing(Exception failure)
    {
        Assert.Null(failure.InnerException);
        Assert.DoesNotContain(FakeBotFramework.ClientSecret, failure.ToString(), StringComparison.Ordinal);
    }

    private TeamsCredential Subject(TeamsOptions? options = null, TimeSpan? limit = null)
    {
        var subject = TeamsCredential.Create(options ?? _fake.Options(), limit)!;
        _subjects.Add(subject);
        return subject;
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("cosellbot").FullName;

        public string File(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
