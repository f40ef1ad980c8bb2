using System.Security.Cryptography;

namespace CoSellBot.Prm;

/// <summary>The one source of ids and randomness. Seeded in simulations, cryptographic otherwise, so that no id can be guessed or counted.</summary>
public sealed class Ids(TimeProvider clock, Random? seeded = null)
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A sortable id: 48 bits of time in milliseconds, 80 random bits, 26 Crockford base32 characters.</summary>
    public string Ulid()
    {
        Span<char> text = stackalloc char[26];
        var time = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--)
        {
            text[i] = Crockford[(int)(time & 31)];
            time >>= 5;
        }

        Fill(text[10..]);
        return new string(text);
    }

    /// <summary>A random code that tells nothing about others: <c>DR-7K3Q</c> for <c>Code("DR", 4)</c>.</summary>
    public string Code(string prefix, int length)
    {
        Span<char> text = stackalloc char[length];
        Fill(text);
        return $"{prefix}-{text}";
    }

    private void Fill(Span<char> text)
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        if (seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            lock (seeded)
            {
                seeded.NextBytes(bytes);
            }
        }

        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Crockford[bytes[i] & 31];
        }
    }
}
