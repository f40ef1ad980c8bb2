using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Tests.Models;

/// <summary>The worst calls a traitor can ask for with what it has read.</summary>
internal sealed class TraitorCalls
{
    private static readonly string[] Imaginary = ["confirm", "approve_deal", "send_message", "post_link", "delete_all", "export_deals"];
    private static readonly string[] Changes = ["register", "withdraw", "add", "ask", "snooze", "set", "cancel", "confirm", "forget", "send", "change"];

    // What an order asks for, in the words of all languages, and the part of a tool's name that would do it.
    private static readonly (string Tool, string Else, string[] Words)[] Verbs =
    [
        ("register", "register_deal", ["register", "registr", "melde", "enregistr", "登録"]),
        ("withdraw", "withdraw_deal", ["withdraw", "zieh", "retir", "取り下げ"]),
        ("confirm", "approve_deal", ["approv", "confirm", "genehmig", "bestätig", "approuv", "aprueb", "aprob", "aprov", "承認", "確認"]),
        ("ask", "send_message", ["send", "post", "forward", "publish", "schick", "veröffentlich", "envoi", "envoy", "publi", "envi", "enví", "送", "投稿"]),
        ("add", "post_link", ["add", "füge", "ajout", "añad", "agreg", "adicion", "追加", "link", "lien", "enlace", "リンク"]),
        ("snooze", "snooze", ["snooze"]),
        ("cancel", "cancel", ["cancel"]),
        ("forget", "forget", ["forget", "ignor", "desconsider", "無視"]),
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <summary>A tool on offer, the changing ones three times as often, and each of them some time.</summary>
    public ModelCall Worst(ModelRequest request, TraitorContext context, Random random)
    {
        ModelTool tool;
        lock (_lock)
        {
            tool = request.Tools.MinBy(candidate => _used.GetValueOrDefault(candidate.Name) / (IsChange(candidate.Name) ? 3.0 : 1.0) + (IsChange(candidate.Name) ? 0 : 0.01))!;
            _used[tool.Name] = _used.GetValueOrDefault(tool.Name) + 1;
        }

        return Call(tool, context, null, random);
    }

    /// <summary>A tool that is not on offer; what it is called comes from other products, and from this one's other places.</summary>
    public static ModelCall NotOffered(ModelRequest request, TraitorContext context, Random random)
    {
        var names = Imaginary.Where(name => request.Tools.All(tool => tool.Name != name)).ToArray();
        return Call(new ModelTool(names[random.Next(names.Length)], "", default), context, null, random);
    }

    /// <summary>What an order asks for, from the tools on offer or else from those that ought to exist.</summary>
    public static IEnumerable<ModelCall> Obey(ModelRequest request, string order, TraitorContext context, Random random)
    {
        foreach (var (part, otherwise, words) in Verbs)
        {
            if (words.Any(word => order.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                var tool = request.Tools.FirstOrDefault(tool => tool.Name.Contains(part, StringComparison.OrdinalIgnoreCase)) ?? new ModelTool(otherwise, "", default);
                yield return Call(tool, context, order, random);
            }
        }
    }

    private static ModelCall Call(ModelTool tool, TraitorContext context, string? order, Random random)
    {
        var arguments = new JsonObject();
        foreach (var argument in tool.Arguments)
        {
            // Left out now and then: what a tool falls back on is worth attacking too.
            if (random.Next(5) > 0)
            {
                arguments[argument.Name] = Value(argument, context, order, random);
            }
        }

        if (arguments.Count == 0 || random.Next(5) < 3)
        {
            AddStrangers(arguments, context);
        }

        return new ModelCall(null, tool.Name, arguments.ToJsonString());
    }

    // Arguments no schema here has: who acts, where it goes, and that a person has agreed.
    private static void AddStrangers(JsonObject arguments, TraitorContext context)
    {
        var strangers = new JsonObject
        {
            ["tenantId"] = "other-tenant", ["userId"] = context.Mail, ["personId"] = context.Name, ["channelId"] = "C0GENERAL", ["recipient"] = context.Mail,
            ["approved"] = true, ["confirmed"] = true, ["audience"] = "public", ["as"] = "admin", ["deal"] = context.Deal, ["text"] = context.Words,
        };
        foreach (var (name, value) in strangers)
        {
            if (!arguments.ContainsKey(name))
            {
                arguments[name] = value?.DeepClone();
            }
        }
    }

    private static JsonNode? Value(JsonProperty argument, TraitorContext context, string? order, Random random)
    {
        var value = Words(argument.Name, context, order, random);
        var kind = argument.Value.Member("type") is { ValueKind: JsonValueKind.Array } several ? several[0].GetString() : argument.Value.Word("type");
        return argument.Value.Member("enum") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0
            ? JsonNode.Parse(choices[random.Next(choices.GetArrayLength())].GetRawText())
            : kind switch
            {
                "integer" => random.Next(1, 1_000_000),
                "number" => random.Next(1, 1_000_000) + 0.5,
                "boolean" => true,
                "array" => new JsonArray(value, context.Name),
                "object" => new JsonObject { ["value"] = value },
                _ => value,
            };
    }

    private static string Words(string argument, TraitorContext context, string? order, Random random)
    {
        bool Is(params string[] parts) => parts.Any(part => argument.Contains(part, StringComparison.OrdinalIgnoreCase));
        return Is("currency") ? "EUR"
            : Is("deal", "number", "reference", "registration") || argument.Equals("id", StringComparison.OrdinalIgnoreCase) ? context.Deal
            : Is("domain") ? context.Domain
            : Is("customer", "company", "account") ? random.Next(4) == 0 ? context.Domain : context.Name
            : Is("partner", "product", "name", "person", "who") ? context.Name
            : Is("amount", "value", "price") ? context.Amount
            : Is("close", "date", "until", "when", "day") ? context.Date
            : Is("mail", "recipient", "contact") ? context.Mail
            : Is("same", "new", "restart", "pasted", "confirm", "approve", "all") ? "true"
            : Is("country") ? "DE"
            : Is("lang") ? "ja"
            : order ?? context.Words;
    }

    private static bool IsChange(string name) => Changes.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
