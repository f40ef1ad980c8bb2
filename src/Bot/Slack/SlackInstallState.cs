using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace CoSellBot.Bot.Slack;

/// <summary>Ties the end of an installation to the browser that began it. Good for ten minutes and for once.</summary>
internal sealed class SlackInstallState(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a person may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _protector = protection.CreateProtector("CoSellBot.Slack", "install");
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();

    /// <summary>Begins one.</summary>
    /// <returns>What travels through Slack, and what stays in the browser.</returns>
    public (string State, string Cookie) Begin()
    {
        var cookie = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var ends = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        return (_protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{ends}.{Hash(cookie)}")), cookie);
    }

    /// <summary>Ends one.</summary>
    /// <returns>False when it was not begun in this browser, is too old, or was ended before.</returns>
    public bool End(string? state, string? cookie)
    {
        if (string.IsNullOrEmpty(state) || string.IsNullOrEmpty(cookie) || Open(state) is not [var ends, var hash])
        {
            return false;
        }

        var now = clock.GetUtcNow();
        foreach (var past in _used.Where(used => used.Value <= now))
        {
            _used.TryRemove(past);
        }

        return long.TryParse(ends, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && now.ToUnixTimeSeconds() < seconds
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(cookie)), Encoding.ASCII.GetBytes(hash))
            && _used.TryAdd(hash, now + Lifetime + Lifetime);
    }

    private static string Hash(string cookie) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));

    private string[]? Open(string state)
    {
        try
        {
            return _protector.Unprotect(state).Split('.');
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
