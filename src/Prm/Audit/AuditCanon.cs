using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CoSellBot.Prm.Audit;

/// <summary>
/// The one text of an audit entry, and the hash of the chain over it: what is sealed, verified and exported. Properties stand in a fixed
/// order without white space, instants are UTC with seven decimals, and strings escape only what JSON demands (RFC 8785), so that the
/// text depends on no library and no version of Unicode. A later form with more fields gets the next <see cref="Form"/>; seals say theirs.
/// </summary>
public static class AuditCanon
{
    /// <summary>The form written today, the <c>v</c> of the text.</summary>
    public const int Form = 1;

    /// <summary>The text of an entry.</summary>
    public static string Of(AuditEntry entry, string tenant)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Object(
            ("v", Form), ("tenant", tenant), ("seq", entry.Seq), ("at", Instant(entry.At)), ("actor", entry.ActorPersonId), ("onBehalfOf", entry.OnBehalfOf),
            ("channel", entry.Channel), ("message", entry.MessageId), ("action", entry.Action), ("entity", entry.EntityRef), ("before", entry.Before), ("after", entry.After));
    }

    /// <summary>The text of a chain's beginning.</summary>
    public static string Of(AuditChain chain, string tenant)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return Object(
            ("v", Form), ("tenant", tenant), ("chain", chain.ChainId), ("epoch", chain.Epoch), ("at", Instant(chain.StartedAt)), ("first", chain.FirstNumber),
            ("lostChain", chain.LostChain), ("lostHash", chain.LostHash));
    }

    /// <summary>The hash before the first seal of a chain: over the last seal before it and its beginning.</summary>
    public static string Start(AuditChain chain, string tenant)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return Hash(chain.Previous, Of(chain, tenant));
    }

    /// <summary>SHA-256 over the hash before, as its 64 characters, and the text, in UTF-8: <c>printf '%s%s' "$previous" "$text" | sha256sum</c>.</summary>
    public static string Hash(string previous, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previous + text)));

    /// <summary>An instant as it stands in the text.</summary>
    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A JSON object of numbers and strings in the order given; <see cref="RawJson"/> goes in as it stands.</summary>
    internal static string Object(params ReadOnlySpan<(string Name, object? Value)> properties)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in properties)
        {
            json.Append(json.Length == 1 ? "\"" : ",\"").Append(name).Append("\":");
            _ = value switch
            {
                null => json.Append("null"),
                string text => Quote(json, text),
                RawJson raw => json.Append(raw.Text),
                IFormattable number => json.Append(number.ToString(null, CultureInfo.InvariantCulture)),
                _ => throw new InvalidOperationException("Neither a number nor a string."),
            };
        }

        return json.Append('}').ToString();
    }

    private static StringBuilder Quote(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => json.Append(letter),
            };
        }

        return json.Append('"');
    }

    /// <summary>JSON that is written as it stands.</summary>
    internal sealed record RawJson(string Text);
}
