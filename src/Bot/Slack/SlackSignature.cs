using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CoSellBot.Bot.Slack;

/// <summary>Slack's proof that a request comes from it: an HMAC over the raw body and the time, with a secret both sides have.</summary>
internal static class SlackSignature
{
    /// <summary>How far the request's time may be from ours, in either direction.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private const string Version = "v0";

    /// <summary>True when the signature fits the body and the time is near. Takes the same time for any wrong signature.</summary>
    /// <param name="secret">The signing secret; an empty one proves nothing.</param>
    /// <param name="timestamp"><c>X-Slack-Request-Timestamp</c>, seconds since 1970.</param>
    /// <param name="signature"><c>X-Slack-Signature</c>, <c>v0=</c> and 64 hexadecimal digits.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="now">Our time.</param>
    public static bool Proves(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (secret.Length == 0 || signature is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Skew.TotalSeconds)
        {
            return false;
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        // The digits as they came: "007" is another text than "7".
        hmac.AppendData(Encoding.UTF8.GetBytes($"{Version}:{timestamp}:"));
        hmac.AppendData(body);
        var expected = $"{Version}={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
    }
}
