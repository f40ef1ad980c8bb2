using System.Security.Cryptography;
using System.Text;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Only a request of the Bot Framework, meant for this bot and for the service it names, gets in.</summary>
public sealed class TeamsAuthenticationTests : IAsyncLifetime
{
    private static readonly RSA Stranger = RSA.Create(2048);

    /// <summary>What makes a Bot Framework token wrong, and the word it is refused with.</summary>
    private static readonly Dictionary<string, (Action<TokenDraft, FakeBotFramework> Change, string Reason)> Wrong = new()
    {
        ["algorithm none without a signature"] = ((draft, _) => (draft.Header["alg"], draft.Signature) = ("none", _ => []), "algorithm"),
        ["algorithm NONE with a signature"] = ((draft, _) => draft.Header["alg"] = "NONE", "algorithm"),
        ["no algorithm"] = ((draft, _) => draft.Header.Remove("alg"), "algorithm"),
        ["HS256 with the public key as the secret"] = ((draft, fake) => (draft.Header["alg"], draft.Signature) =
            ("HS256", bytes => HMACSHA256.HashData(Encoding.UTF8.GetBytes(fake.Key.Rsa.ExportSubjectPublicKeyInfoPem()), bytes)), "algorithm"),
        ["HS256 with the modulus as the secret"] = ((draft, fake) => (draft.Header["alg"], draft.Signature) =
            ("HS256", bytes => HMACSHA256.HashData(fake.Key.Rsa.ExportParameters(false).Modulus!, bytes)), "algorithm"),
        ["RS512 by the right key"] = ((draft, fake) => (draft.Header["alg"], draft.Signature) =
            ("RS512", bytes => fake.Key.Rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)), "algorithm"),
        ["PS256 by the right key"] = ((draft, fake) => (draft.Header["alg"], draft.Signature) =
            ("PS256", bytes => fake.Key.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)), "algorithm"),
        ["RS256 in the header, signed with another hash"] = ((draft, fake) => draft.Signature = bytes => fake.Key.Rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1), "signature"),
        ["no signature"] = ((draft, _) => draft.Signature = _ => [], "signature"),
        ["a signature of zeros"] = ((draft, _) => draft.Signature = _ => new byte[256], "signature"),
        ["another key under a known key id"] = ((draft, _) => draft.Signature = Foreign, "signature"),
        ["another key under its own key id"] = ((draft, _) => (draft.Header["kid"], draft.Signature) = ("somebody", Foreign), "unknown-key"),
        ["another key, brought along in the header"] = ((draft, _) => (draft.Header["jwk"], draft.Signature) =
            (new { kty = "RSA", n = Base64UrlEncoder.Encode(Stranger.ExportParameters(false).Modulus), e = "AQAB" }, Foreign), "signature"),
        ["another key, to be fetched from elsewhere"] = ((draft, _) => (draft.Header["jku"], draft.Header["kid"], draft.Signature) = ("https://evil.example/keys", "x", Foreign), "unknown-key"),
        ["no key id"] = ((draft, _) => draft.Header.Remove("kid"), "no-key-id"),
        ["an empty key id"] = ((draft, _) => draft.Header["kid"] = "", "no-key-id"),
        ["a key id in other case"] = ((draft, fake) => draft.Header["kid"] = fake.Key.Id.ToUpperInvariant(), "unknown-key"),
        ["a critical header"] = ((draft, _) => (draft.Header["crit"], draft.Header["exp"]) = (new[] { "exp" }, 1), "critical-header"),
        ["an audience that is another bot"] = ((draft, _) => draft.Claims["aud"] = "11111111-1111-1111-1111-111111111111", "audience"),
        ["this bot among several audiences"] = ((draft, _) => draft.Claims["aud"] = new[] { FakeBotFramework.AppId, "11111111-1111-1111-1111-111111111111" }, "audience"),
        ["the Bot Framework as audience"] = ((draft, _) => draft.Claims["aud"] = "https://api.botframework.com", "audience"),
        ["an audience with this bot's id in it"] = ((draft, _) => draft.Claims["aud"] = $"api://{FakeBotFramework.AppId}", "audience"),
        ["an empty audience"] = ((draft, _) => draft.Claims["aud"] = "", "audience"),
        ["no audience"] = ((draft, _) => draft.Claims.Remove("aud"), "audience"),
        ["another issuer"] = ((draft, _) => draft.Claims["iss"] = "https://evil.example", "issuer"),
        ["the issuer with a slash"] = ((draft, _) => draft.Claims["iss"] = "https://api.botframework.com/", "issuer"),
        ["the issuer in other case"] = ((draft, _) => draft.Claims["iss"] = "https://API.botframework.com", "issuer"),
        ["no issuer"] = ((draft, _) => draft.Claims.Remove("iss"), "issuer"),
        ["a list of issuers"] = ((draft, _) => draft.Claims["iss"] = new[] { "https://api.botframework.com" }, "malformed"),
        ["an end six minutes ago"] = ((draft, _) => Lifetime(draft, -60, -6), "lifetime"),
        ["a begin in six minutes"] = ((draft, _) => Lifetime(draft, 6, 60), "lifetime"),
        ["an end before its begin"] = ((draft, _) => Lifetime(draft, 2, 1), "lifetime"),
        ["no end"] = ((draft, _) => draft.Claims.Remove("exp"), "lifetime"),
        ["an end in 1970"] = ((draft, _) => draft.Claims["exp"] = 0, "lifetime"),
    };

    /// <summary>What makes a token of the bot's own tenant wrong.</summary>
    private static readonly Dictionary<string, (int Version, Action<TokenDraft> Change, string Reason)> WrongEmulator = new()
    {
        ["v1 issuer of another tenant"] = (1, draft => draft.Claims["iss"] = "https://sts.windows.net/99999999-92f4-4c38-8e15-6f7d3a2b9c01/", "issuer"),
        ["v2 issuer of another tenant"] = (2, draft => draft.Claims["iss"] = "https://login.microsoftonline.com/99999999-92f4-4c38-8e15-6f7d3a2b9c01/v2.0", "issuer"),
        ["v2 issuer common"] = (2, draft => draft.Claims["iss"] = "https://login.microsoftonline.com/common/v2.0", "issuer"),
        ["v1 issuer without its slash"] = (1, draft => draft.Claims["iss"] = $"https://sts.windows.net/{FakeBotFramework.TenantId}", "issuer"),
        ["v1 with the tid of another tenant"] = (1, draft => draft.Claims["tid"] = "99999999-92f4-4c38-8e15-6f7d3a2b9c01", "tenant"),
        ["v2 with the tid of another tenant"] = (2, draft => draft.Claims["tid"] = "99999999-92f4-4c38-8e15-6f7d3a2b9c01", "tenant"),
        ["v1 without tid"] = (1, draft => draft.Claims.Remove("tid"), "tenant"),
        ["v2 with a list as tid"] = (2, draft => draft.Claims["tid"] = new[] { FakeBotFramework.TenantId }, "tenant"),
        ["v1 asked for by another application"] = (1, draft => draft.Claims["appid"] = "11111111-1111-1111-1111-111111111111", "application"),
        ["v2 asked for by another application"] = (2, draft => draft.Claims["azp"] = "11111111-1111-1111-1111-111111111111", "application"),
        ["v1 with the application where v2 has it"] = (1, draft => (draft.Claims["azp"], draft.Claims["appid"]) = (FakeBotFramework.AppId, null), "application"),
        ["v2 with the application where v1 has it"] = (2, draft => { draft.Claims["appid"] = FakeBotFramework.AppId; draft.Claims.Remove("azp"); }, "application"),
        ["v1 for another audience"] = (1, draft => draft.Claims["aud"] = "https://graph.microsoft.com", "audience"),
        ["v2 that ended six minutes ago"] = (2, draft => Lifetime(draft, -60, -6), "lifetime"),
        ["v2 signed by a stranger"] = (2, draft => draft.Signature = Foreign, "signature"),
    };

    private readonly FakeClock _clock = FakeClock.Morning();
    private FakeBotFramework _fake = null!;

    public static TheoryData<string> WrongTokens => [.. Wrong.Keys];

    public static TheoryData<string> WrongEmulatorTokens => [.. WrongEmulator.Keys];

    public async Task InitializeAsync() => _fake = await FakeBotFramework.StartAsync(_clock);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task A_token_of_the_Bot_Framework_is_proven_and_admitted_to_its_own_service()
    {
        var subject = _fake.Authentication("Production");
        var caller = await ProvenAsync(subject, _fake.Header());

        Assert.True(caller.IsBotFramework);
        Assert.Equal(FakeBotFramework.ServiceUrl, caller.ServiceUrl);
        Assert.True(subject.Admits(caller, "msteams", FakeBotFramework.ServiceUrl));
    }

    [Theory]
    [MemberData(nameof(WrongTokens))]
    public async Task A_Bot_Framework_token_is_refused_that_has(string what)
    {
        var (change, reason) = Wrong[what];
        Assert.Equal(new TeamsProof.Refused(reason), await _fake.Authentication().ProveAsync(_fake.Header(draft => change(draft, _fake)), default));
    }

    [Theory]
    [InlineData(null, "no-token")]
    [InlineData("", "no-token")]
    [InlineData("  ", "no-token")]
    [InlineData("Bearer", "not-bearer")]
    [InlineData("Bearer ", "malformed")]
    [InlineData("Basic YWRtaW46YWRtaW4=", "not-bearer")]
    [InlineData("Bearer a.b", "malformed")]
    [InlineData("Bearer a.b.c.d.e", "malformed")]
    [InlineData("Bearer ..", "malformed")]
    [InlineData("Bearer e30.e30.", "algorithm")]
    [InlineData("Bearer null.null.null", "malformed")]
    public async Task A_header_without_a_token_is_refused(string? header, string reason) =>
        Assert.Equal(new TeamsProof.Refused(reason), await _fake.Authentication().ProveAsync(header, default));

    [Fact]
    public async Task A_good_token_is_refused_under_another_scheme_doubled_or_with_more_behind_it()
    {
        var subject = _fake.Authentication();
        var token = _fake.Token();
        foreach (var header in new[] { token, $"Basic {token}", $"Bearer{token}", $"Bearer  {token}", $"Bearer {token} ", $"Bearer {token},Bearer {token}", $"Bearer {token}\r\nX: y" })
        {
            Assert.IsType<TeamsProof.Refused>(await subject.ProveAsync(header, default));
        }

        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync($"bearer {token}", default));
    }

    [Theory]
    [InlineData(-60, -4)]
    [InlineData(4, 60)]
    [InlineData(-60, 24 * 60)]
    public async Task Clocks_may_differ_by_five_minutes(int from, int until) =>
        Assert.IsType<TeamsProof.Proven>(await _fake.Authentication().ProveAsync(_fake.Header(draft => Lifetime(draft, from, until)), default));

    [Fact]
    public async Task A_token_ages_with_the_clock_of_the_bot()
    {
        var subject = _fake.Authentication();
        var header = _fake.Header();
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(header, default));

        _clock.Advance(TimeSpan.FromMinutes(64));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(header, default));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(new TeamsProof.Refused("lifetime"), await subject.ProveAsync(header, default));
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/", true)]
    [InlineData("https://smba.trafficmanager.net/emea", true)]
    [InlineData("HTTPS://SMBA.TrafficManager.net/emea/", true)]
    [InlineData("https://smba.trafficmanager.net:443/emea/", true)]
    [InlineData("https://smba.trafficmanager.net/EMEA/", false)]
    [InlineData("https://smba.trafficmanager.net/amer/", false)]
    [InlineData("https://smba.trafficmanager.net/emea//", false)]
    [InlineData("https://smba.trafficmanager.net/amer/../emea/", false)]
    [InlineData("https://smba.trafficmanager.net/%65mea/", false)]
    [InlineData("https://smba.trafficmanager.net/emea/?x=1", false)]
    [InlineData("https://smba.trafficmanager.net/emea/#x", false)]
    [InlineData("https://smba.trafficmanager.net", false)]
    [InlineData("https://smba.trafficmanager.net:444/emea/", false)]
    [InlineData("http://smba.trafficmanager.net/emea/", false)]
    [InlineData("https://evil.trafficmanager.net/emea/", false)]
    [InlineData("https://smba.trafficmanager.net.evil.com/emea/", false)]
    [InlineData("https://smba.trafficmanager.net@evil.com/emea/", false)]
    [InlineData("https://a@smba.trafficmanager.net/emea/", false)]
    [InlineData("https:\\\\smba.trafficmanager.net\\emea\\", false)]
    [InlineData(" https://smba.trafficmanager.net/emea/", false)]
    [InlineData("//smba.trafficmanager.net/emea/", false)]
    [InlineData("/emea/", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task The_service_an_activity_names_is_the_one_its_token_was_issued_for(string? serviceUrl, bool admitted)
    {
        var subject = _fake.Authentication();
        Assert.Equal(admitted, subject.Admits(await ProvenAsync(subject, _fake.Header()), "msteams", serviceUrl));
    }

    [Theory]
    [InlineData("https://evil.trafficmanager.net/")]
    [InlineData("https://smba.trafficmanager.net.evil.com/")]
    [InlineData("https://smba.trafficmanager.net@evil.com/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://localhost:3978/")]
    [InlineData("https://169.254.169.254/")]
    public async Task A_service_not_listed_is_not_admitted_even_if_the_token_names_it(string serviceUrl)
    {
        var subject = _fake.Authentication();
        var caller = await ProvenAsync(subject, _fake.Header(draft => draft.Claims["serviceurl"] = serviceUrl));
        Assert.False(subject.Admits(caller, "msteams", serviceUrl));
    }

    [Fact]
    public async Task A_token_without_a_service_admits_nothing()
    {
        var subject = _fake.Authentication();
        foreach (var change in new Action<TokenDraft>[]
        {
            draft => draft.Claims.Remove("serviceurl"),
            draft => draft.Claims["serviceurl"] = "",
            draft => draft.Claims["serviceurl"] = 7,
            draft => draft.Claims["serviceurl"] = new[] { FakeBotFramework.ServiceUrl },
            draft => { draft.Claims.Remove("serviceurl"); draft.Claims["serviceUrl"] = FakeBotFramework.ServiceUrl; },
        })
        {
            Assert.False(subject.Admits(await ProvenAsync(subject, _fake.Header(change)), "msteams", FakeBotFramework.ServiceUrl));
        }
    }

    [Fact]
    public async Task A_key_speaks_only_for_the_channels_that_endorse_it()
    {
        var subject = _fake.Authentication();
        Assert.False(subject.Admits(await ProvenAsync(subject, _fake.Header()), "webchat", FakeBotFramework.ServiceUrl));
        Assert.False(subject.Admits(await ProvenAsync(subject, _fake.Header()), "MSTEAMS", FakeBotFramework.ServiceUrl));
        foreach (var endorsements in new string[]?[] { null, [], ["webchat", "directline"] })
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            _fake.AddKey(endorsements);
            Assert.False(subject.Admits(await ProvenAsync(subject, _fake.Header()), "msteams", FakeBotFramework.ServiceUrl));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_token_of_the_bots_own_tenant_is_taken_outside_Production_only(int version)
    {
        var header = $"Bearer {_fake.EmulatorToken(version)}";
        var development = _fake.Authentication();
        var caller = await ProvenAsync(development, header);

        Assert.False(caller.IsBotFramework);
        Assert.True(development.Admits(caller, "emulator", FakeBotFramework.ServiceUrl));
        Assert.False(development.Admits(caller, "emulator", "https://evil.example/"));
        Assert.Equal(new TeamsProof.Refused("issuer"), await _fake.Authentication("Production").ProveAsync(header, default));
    }

    [Theory]
    [MemberData(nameof(WrongEmulatorTokens))]
    public async Task A_token_of_a_tenant_is_refused_that_is(string what)
    {
        var (version, change, reason) = WrongEmulator[what];
        Assert.Equal(new TeamsProof.Refused(reason), await _fake.Authentication().ProveAsync($"Bearer {_fake.EmulatorToken(version, change)}", default));
    }

    [Fact]
    public async Task A_service_in_a_token_of_the_tenant_has_to_match_too()
    {
        var subject = _fake.Authentication();
        var caller = await ProvenAsync(subject, $"Bearer {_fake.EmulatorToken(2, draft => draft.Claims["serviceurl"] = "https://smba.trafficmanager.net/amer/")}");

        Assert.False(subject.Admits(caller, "msteams", FakeBotFramework.ServiceUrl));
        Assert.True(subject.Admits(caller, "msteams", "https://smba.trafficmanager.net/amer"));
    }

    [Fact]
    public async Task A_bot_without_an_application_id_proves_nobody()
    {
        var subject = _fake.Authentication(options: _fake.Options() with { AppId = null, AllowAnonymous = true });
        Assert.Equal(new TeamsProof.Refused("issuer"), await subject.ProveAsync(_fake.Header(draft => draft.Claims["aud"] = ""), default));
    }

    [Fact]
    public async Task Whatever_a_header_holds_is_refused_and_never_thrown()
    {
        var subject = _fake.Authentication();
        var random = new Random(20260609);
        var good = _fake.Header();
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(0, 400)];
            random.NextBytes(bytes);
            var flipped = good.ToCharArray();
            // The last character of a base64url text carries bits nobody reads: another letter there may be the same signature.
            flipped[random.Next(7, good.Length - 1)] = (char)random.Next(0, 0x2000);
            foreach (var header in new[]
            {
                Encoding.Latin1.GetString(bytes),
                "Bearer " + Encoding.Latin1.GetString(bytes),
                $"Bearer {Encoded(bytes)}.{Encoded(bytes)}.{Encoded(bytes)}",
                good[..random.Next(good.Length - 2)],
                new string(flipped),
            })
            {
                Assert.True(header == good || await subject.ProveAsync(header, default) is TeamsProof.Refused, header);
            }
        }
    }

    [Fact]
    public async Task Whatever_stands_in_a_token_is_refused_and_never_thrown()
    {
        var subject = _fake.Authentication();
        object?[] values =
        [
            null, 0, -1, 1.5, 1e300, double.MaxValue, long.MaxValue, long.MinValue, true, "", "x", "\u0000", "\ud83d\ude00", new string('x', 4000), Array.Empty<int>(), new object[] { 1, "a", new { } },
            new { a = new { b = 1 } }, "2026-06-09", "999999999999999999999",
        ];
        foreach (var value in values)
        {
            foreach (var name in new[] { "alg", "kid", "typ", "crit", "cty", "x5t", "zip" })
            {
                Assert.IsAssignableFrom<TeamsProof>(await subject.ProveAsync(_fake.Header(draft => draft.Header[name] = value), default));
            }

            foreach (var name in new[] { "iss", "aud", "exp", "nbf", "iat", "serviceurl", "sub", "tid", "appid" })
            {
                var proof = await subject.ProveAsync(_fake.Header(draft => draft.Claims[name] = value), default);
                if (proof is TeamsProof.Proven { Caller: var caller } && name == "serviceurl")
                {
                    Assert.False(subject.Admits(caller, "msteams", FakeBotFramework.ServiceUrl));
                }
                else if (name is "iss" or "aud")
                {
                    Assert.IsType<TeamsProof.Refused>(proof);
                }
            }
        }

        // What cannot be an end of a lifetime is none.
        foreach (var end in new object?[] { null, "", "x", true, Array.Empty<int>(), new { }, -1, long.MinValue })
        {
            Assert.IsType<TeamsProof.Refused>(await subject.ProveAsync(_fake.Header(draft => draft.Claims["exp"] = end), default));
        }
    }

    [Fact]
    public async Task A_header_of_any_size_is_refused_at_once()
    {
        var subject = _fake.Authentication();
        foreach (var header in new[] { new string('x', 1 << 24), "Bearer " + new string('.', 1 << 20), $"Bearer {_fake.Token()}{new string('A', 1 << 20)}", "Bearer " + string.Concat(Enumerable.Repeat("a.", 1 << 16)) })
        {
            Assert.Equal(new TeamsProof.Refused("too-long"), await subject.ProveAsync(header, default));
        }

        Assert.Equal(0, _fake.MetadataReads);
    }

    [Fact]
    public async Task Deeply_nested_parts_are_refused()
    {
        var nested = Base64UrlEncoder.Encode(new string('[', 5000) + new string(']', 5000));
        Assert.Equal(new TeamsProof.Refused("malformed"), await _fake.Authentication().ProveAsync($"Bearer {nested[..6000]}.{nested[..6000]}.AAAA", default));
    }

    [Fact]
    public async Task The_log_says_why_and_nothing_of_the_token()
    {
        var log = new Lines();
        var subject = _fake.Authentication(log: log);
        foreach (var (change, _) in Wrong.Values)
        {
            await subject.ProveAsync(_fake.Header(draft => change(draft, _fake)), default);
        }

        var caller = await ProvenAsync(subject, _fake.Header());
        Assert.False(subject.Admits(caller, "msteams", "https://evil.example/"));
        Assert.Equal(Wrong.Count, log.Said.Count(line => line.StartsWith("A request to the Teams endpoint was refused: ", StringComparison.Ordinal)));
        Assert.Contains("A proven request to the Teams endpoint was not admitted: untrusted-service.", log.Said);
        Assert.DoesNotContain(log.Said, line => line.Contains("eyJ", StringComparison.Ordinal) || line.Contains("evil", StringComparison.Ordinal) || line.Contains(FakeBotFramework.AppId, StringComparison.Ordinal));
    }

    private static byte[] Foreign(byte[] bytes) => Stranger.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static void Lifetime(TokenDraft draft, int fromMinutes, int untilMinutes)
    {
        draft.ValidFrom(TimeSpan.FromMinutes(fromMinutes));
        draft.ValidUntil(TimeSpan.FromMinutes(untilMinutes));
    }

    private static string Encoded(byte[] bytes) => Base64UrlEncoder.Encode(bytes);

    private static async Task<TeamsCaller> ProvenAsync(TeamsAuthentication subject, string header) =>
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(header, default)).Caller;

    private sealed class Lines : ILogger<TeamsAuthentication>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Said)
            {
                Said.Add(formatter(state, exception) + exception);
            }
        }
    }
}
