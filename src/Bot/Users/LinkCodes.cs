using System.Security.Cryptography;
using System.Text;
using CoSellBot.Prm;

namespace CoSellBot.Bot.Users;

/// <summary>Codes that link an account: ten characters of Crockford's base32, shown in two groups. Pure but for the randomness.</summary>
internal static class LinkCodes
{
    private const int Length = 10;
    private const int Group = 5;

    /// <summary>A new code, without its hyphen.</summary>
    public static string New(Ids ids)
    {
        for (; ; )
        {
            var code = ids.Code("", Length)[1..];
            // One in twenty has nothing that no word could be; without it a name of ten letters would pass for a code.
            if (code.Any(IsTelling))
            {
                return code;
            }
        }
    }

    /// <summary>The code as people read it.</summary>
    public static string Show(string code) => $"{code[..Group]}-{code[Group..]}";

    /// <summary>What somebody typed as a code: any case, any signs between, look-alikes taken for what they stand for; null when it can be none.</summary>
    public static string? Fold(string typed)
    {
        var code = new StringBuilder(Length);
        foreach (var sign in typed.Where(char.IsLetterOrDigit))
        {
            var folded = char.ToUpperInvariant(sign) switch
            {
                'O' => '0',
                'I' or 'L' => '1',
                var other => other,
            };
            if (code.Length == Length || !char.IsAsciiLetterOrDigit(folded) || folded == 'U')
            {
                return null;
            }

            code.Append(folded);
        }

        return code.Length == Length && code.ToString().Any(IsTelling) ? code.ToString() : null;
    }

    /// <summary>What is stored of a code.</summary>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(code)));

    // No letter is taken for one of these.
    private static bool IsTelling(char sign) => sign is >= '2' and <= '9';
}
