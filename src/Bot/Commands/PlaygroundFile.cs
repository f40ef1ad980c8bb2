using System.Globalization;
using System.Text;

namespace CoSellBot.Bot.Commands;

/// <summary>The simulator's settings as YAML, in the form its schema 0.1.1 has.</summary>
internal static class PlaygroundFile
{
    public static string Write(PlaygroundCast cast)
    {
        var text = new StringBuilder();
        void Line(int indent, string key, string value) => text.Append(' ', indent).Append(key).Append(": ").Append(Quote(value)).Append('\n');
        void Head(string line) => text.Append(line).Append(":\n");

        Line(0, "version", "0.1.1");
        Line(0, "tenantId", cast.TenantId);
        Head("bot");
        Line(2, "id", "28:cosellbot");
        Line(2, "name", $"{cast.Vendor} Co-sell");
        Head("currentUser");
        User(Line, "  ", cast.Current);
        Head("users");
        foreach (var other in cast.Others)
        {
            User(Line, "  - ", other);
        }

        Head("personalChat");
        Line(2, "id", $"a:personal-{cast.Current.UserId["29:".Length..]}");
        Head("groupChat");
        Line(2, "id", $"19:group-sales{cast.Suffix}@thread.v2");
        Line(2, "name", $"{cast.Firm} sales");
        Head("team");
        Line(2, "id", $"19:team{cast.Suffix}@thread.tacv2");
        Line(2, "name", cast.Firm);
        Line(2, "aadGroupId", "00000000-0000-4000-8000-000000000001");
        Head("  channels");
        Line(4, "- id", $"19:deals{cast.Suffix}@thread.tacv2");
        Line(6, "name", "Deals");
        return text.ToString();
    }

    private static void User(Action<int, string, string> line, string lead, PlaygroundUser user)
    {
        // "userPrincipleName" is how the simulator spells it.
        var (given, family) = user.Name.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (user.Name[..space], user.Name[(space + 1)..]) : (user.Name, user.Name);
        line(0, lead + "id", user.UserId);
        line(lead.Length, "name", user.Name);
        line(lead.Length, "userPrincipleName", user.Email);
        line(lead.Length, "aadObjectId", user.ObjectId);
        line(lead.Length, "givenName", given);
        line(lead.Length, "surname", family);
        line(lead.Length, "email", user.Email);
    }

    // Every value in double quotes: an id with a colon, a name like "no" and a number stay text.
    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
