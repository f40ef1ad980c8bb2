using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The keys of the Bot Framework are read as seldom as safe, by one reader for all, and never taken from where they should not be.</summary>
public sealed class SigningKeysTests : IAsyncLifetime
{
    private static readonly string[] Endorsed = ["msteams"];
    private readonly FakeClock _clock = FakeClock.Morning();
    private FakeBotFramework _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeBotFramework.StartAsync(_clock);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Keys_are_read_once_and_again_after_a_day()
    {
        var subject = _fake.Authentication();
        for (var hour = 0; hour < 24; hour++)
        {
            Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
            _clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal((1, 1), (_fake.MetadataReads, _fake.KeyReads));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        Assert.Equal((2, 2), (_fake.MetadataReads, _fake.KeyReads));
    }

    [Fact]
    public async Task A_key_withdrawn_is_trusted_for_a_day_at_most()
    {
        var subject = _fake.Authentication();
        var old = _fake.Key;
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        _fake.RotateKey("msteams");
        _clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal(new TeamsProof.Refused("unknown-key"), await subject.ProveAsync($"Bearer {_fake.TokenBy(old)}", default));
    }

    [Fact]
    public async Task A_new_key_is_found_at_once_by_reading_once()
    {
        var subject = _fake.Authentication();
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        _fake.RotateKey("msteams");

        var proofs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => subject.ProveAsync(_fake.Header(), default)));

        Assert.All(proofs, proof => Assert.IsType<TeamsProof.Proven>(proof));
        Assert.Equal(2, _fake.MetadataReads);
    }

    [Fact]
    public async Task Fifty_unknown_keys_in_a_row_lead_to_one_read_in_five_minutes()
    {
        var subject = _fake.Authentication();
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        for (var at = 0; at < 50; at++)
        {
            Assert.Equal(new TeamsProof.Refused("unknown-key"), await subject.ProveAsync(_fake.Header(draft => draft.Header["kid"] = $"unknown-{at}"), default));
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(2, _fake.MetadataReads);
        // Known keys do not suffer.
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        Assert.Equal(2, _fake.MetadataReads);

        _clock.Advance(TimeSpan.FromSeconds(50));
        _fake.RotateKey("msteams");
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        Assert.Equal(3, _fake.MetadataReads);
    }

    [Fact]
    public async Task An_unknown_key_at_the_first_request_does_not_lead_to_two_reads()
    {
        var subject = _fake.Authentication();
        await subject.ProveAsync(_fake.Header(draft => draft.Header["kid"] = "unknown"), default);
        Assert.Equal(1, _fake.MetadataReads);
    }

    [Fact]
    public async Task Callers_at_the_same_time_wait_for_one_read_and_one_giving_up_does_not_end_it()
    {
        var gate = new TaskCompletionSource();
        _fake.Hold = gate.Task;
        var subject = _fake.Authentication();
        using var gaveUp = new CancellationTokenSource();
        var first = subject.ProveAsync(_fake.Header(), gaveUp.Token);
        var others = Enumerable.Range(0, 30).Select(_ => subject.ProveAsync(_fake.Header(), default)).ToList();
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.All(await Task.WhenAll(others), proof => Assert.IsType<TeamsProof.Proven>(proof));
        Assert.Equal(1, _fake.MetadataReads);
    }

    [Fact]
    public async Task Requests_with_a_known_key_do_not_wait_for_an_unknown_one()
    {
        var subject = _fake.Authentication();
        await subject.ProveAsync(_fake.Header(), default);
        var gate = new TaskCompletionSource();
        _fake.Hold = gate.Task;
        var unknown = subject.ProveAsync(_fake.Header(draft => draft.Header["kid"] = "unknown"), default);

        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        Assert.False(unknown.IsCompleted);
        gate.SetResult();
        Assert.IsType<TeamsProof.Refused>(await unknown);
    }

    [Fact]
    public async Task Without_keys_nobody_is_proven_and_nobody_is_refused()
    {
        _fake.Failing = HttpStatusCode.ServiceUnavailable;
        var subject = _fake.Authentication();
        for (var at = 0; at < 20; at++)
        {
            Assert.IsType<TeamsProof.Unavailable>(await subject.ProveAsync(_fake.Header(), default));
        }

        // The reader of documents tries twice by itself.
        Assert.InRange(_fake.MetadataReads, 1, 2);
        _fake.Failing = null;
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("<html>sign in</html>", null)]
    [InlineData("[]", null)]
    [InlineData("{}", null)]
    [InlineData("{\"jwks_uri\":7}", null)]
    [InlineData("{\"jwks_uri\":\"file:///etc/passwd\"}", null)]
    [InlineData("{\"jwks_uri\":\"http://127.0.0.1:1/\"}", null)]
    [InlineData(null, "")]
    [InlineData(null, "{}")]
    [InlineData(null, "{\"keys\":null}")]
    [InlineData(null, "{\"keys\":[{}]}")]
    [InlineData(null, "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"key-1\",\"n\":\"!!\",\"e\":\"AQAB\"}]}")]
    [InlineData(null, "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"key-1\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}]}")]
    public async Task Keys_that_make_no_sense_are_no_keys_and_do_not_replace_good_ones(string? metadata, string? keys)
    {
        var subject = _fake.Authentication();
        (_fake.MetadataBody, _fake.KeysBody) = (metadata, keys);
        Assert.IsType<TeamsProof.Unavailable>(await subject.ProveAsync(_fake.Header(), default));

        (_fake.MetadataBody, _fake.KeysBody) = (null, null);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));

        (_fake.MetadataBody, _fake.KeysBody) = (metadata, keys);
        _clock.Advance(TimeSpan.FromHours(25));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_again_serve_one_more_day_and_no_longer()
    {
        var subject = _fake.Authentication();
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        _fake.Failing = HttpStatusCode.InternalServerError;

        _clock.Advance(TimeSpan.FromHours(47));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<TeamsProof.Unavailable>(await subject.ProveAsync(_fake.Header(), default));

        _fake.Failing = null;
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<TeamsProof.Proven>(await subject.ProveAsync(_fake.Header(), default));
    }

    [Fact]
    public async Task Keys_are_not_fetched_from_where_the_metadata_redirects_to()
    {
        await using var other = await FakeBotFramework.StartAsync(_clock);
        _fake.AnswerToken = _ => new TokenAnswer(302, "", new() { ["Location"] = other.OpenIdMetadata.AbsoluteUri });
        var subject = _fake.Authentication(options: _fake.Options() with { OpenIdMetadata = new Uri(_fake.Address, "/moved") });

        Assert.IsType<TeamsProof.Unavailable>(await subject.ProveAsync(other.Header(), default));
        Assert.Equal(0, other.MetadataReads);
    }

    [Fact]
    public async Task A_token_signed_with_a_key_too_short_to_trust_is_refused()
    {
        using var small = RSA.Create(1024);
        var open = small.ExportParameters(false);
        _fake.KeysBody = JsonSerializer.Serialize(new
        {
            keys = new[] { _fake.Key.Published, new() { ["kty"] = "RSA", ["kid"] = "small", ["n"] = Base64UrlEncoder.Encode(open.Modulus), ["e"] = Base64UrlEncoder.Encode(open.Exponent), ["endorsements"] = Endorsed } },
        });

        Assert.Equal(new TeamsProof.Refused("unknown-key"), await _fake.Authentication().ProveAsync(_fake.Header(draft =>
        {
            draft.Header["kid"] = "small";
            draft.Signature = bytes => small.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }), default));
    }
}
