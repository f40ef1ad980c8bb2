using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CoSellBot.Bot.Teams;

/// <summary>A key tokens are signed with.</summary>
/// <param name="Key">The public key.</param>
/// <param name="Endorsements">The channels it may speak for; empty when its publisher does not say.</param>
internal sealed record SigningKey(JsonWebKey Key, FrozenSet<string> Endorsements);

/// <summary>
/// The published keys of one issuer, kept for a day. Anybody can send a key id nobody knows, so those lead to one read in five
/// minutes for all callers together. All callers of a read wait for the same one.
/// </summary>
internal sealed partial class SigningKeys(Uri metadata, HttpClient http, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(48);
    private static readonly TimeSpan BetweenUnknown = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenFailed = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenFailedWithoutKeys = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(8);
    private readonly Lock _lock = new();
    private KeySet? _keys;
    private Task _reading = Task.CompletedTask;
    private DateTimeOffset _dueReadAt;
    private DateTimeOffset _unknownReadAt;

    /// <summary>The key of an id. Keys that could not be read again serve for another day, never longer.</summary>
    /// <returns>Whether keys can be read at all, and the key when it is among them.</returns>
    public async Task<(bool Readable, SigningKey? Key)> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var before = Kept();
        var keys = await KeysAsync(unknown: false, cancellationToken);
        if (keys is not null && !keys.ById.ContainsKey(keyId) && ReferenceEquals(keys, before))
        {
            keys = await KeysAsync(unknown: true, cancellationToken);
        }

        return (keys is not null, keys?.ById.GetValueOrDefault(keyId));
    }

    private async Task<KeySet?> KeysAsync(bool unknown, CancellationToken cancellationToken)
    {
        Task reading;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!unknown && _keys is not null && now - _keys.ReadAt < Refresh)
            {
                return _keys;
            }

            if (_reading.IsCompleted)
            {
                ref var last = ref unknown ? ref _unknownReadAt : ref _dueReadAt;
                if (now - last < (unknown ? BetweenUnknown : _keys is null ? BetweenFailedWithoutKeys : BetweenFailed))
                {
                    return Trusted(now);
                }

                last = now;
                // Not the caller's to cancel: others wait for it too.
                _reading = Task.Run(ReadAsync, CancellationToken.None);
            }

            reading = _reading;
        }

        await reading.WaitAsync(cancellationToken);
        return Kept();
    }

    private KeySet? Kept()
    {
        lock (_lock)
        {
            return Trusted(clock.GetUtcNow());
        }
    }

    private KeySet? Trusted(DateTimeOffset now) => _keys is not null && now - _keys.ReadAt < Longest ? _keys : null;

    private async Task ReadAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(ReadLimit);
            var documents = new HttpDocumentRetriever(http) { RequireHttps = !metadata.IsLoopback };
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(metadata.AbsoluteUri, documents, limit.Token);
            var keys = (configuration.JsonWebKeySet?.Keys ?? []).Where(IsUsable).DistinctBy(key => key.Kid)
                .ToFrozenDictionary(key => key.Kid, key => new SigningKey(key, EndorsementsOf(key)), StringComparer.Ordinal);
            if (keys.Count == 0)
            {
                LogNoKeys(metadata.Host);
                return;
            }

            lock (_lock)
            {
                _keys = new KeySet(keys, clock.GetUtcNow());
            }
        }
        catch (Exception failure)
        {
            // The message may quote the answer.
            LogUnreadable(metadata.Host, failure.GetType().Name);
        }
    }

    private static bool IsUsable(JsonWebKey key)
    {
        try
        {
            return key is { Kty: JsonWebAlgorithmsKeyTypes.RSA, Kid.Length: > 0, E.Length: > 0, N.Length: > 0, Use: null or "" or JsonWebKeyUseNames.Sig, KeySize: >= 2048 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static FrozenSet<string> EndorsementsOf(JsonWebKey key) =>
        key.AdditionalData.TryGetValue("endorsements", out var value) && value is JsonElement { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToFrozenSet(StringComparer.Ordinal)
            : [];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signing keys published at {Host} could not be read: {Failure}.")]
    private partial void LogUnreadable(string host, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host} publishes no signing key that can be used; the ones known so far stay.")]
    private partial void LogNoKeys(string host);

    private sealed record KeySet(FrozenDictionary<string, SigningKey> ById, DateTimeOffset ReadAt);
}
