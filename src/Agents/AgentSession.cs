using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Deals;

namespace CoSellBot.Agents;

/// <summary>What one person has in hand in one conversation. Ids and own words only: facts are read again, with the rights of the moment.</summary>
public sealed record AgentSession
{
    /// <summary>Nothing in hand.</summary>
    public static readonly AgentSession Empty = new();

    /// <summary>The registration being filled in, or null.</summary>
    public DealDraft? Draft { get; init; }

    /// <summary>The slot last asked for, or null.</summary>
    public string? Asked { get; init; }

    /// <summary>What the next free words are for: <c>proof:DR-7K3Q</c>, <c>question:PER-ANJA</c>, or null.</summary>
    public string? Awaiting { get; init; }

    /// <summary>The deal last spoken of, or null.</summary>
    public string? LastDeal { get; init; }

    /// <summary>The customer last spoken of, in the asker's words, or null.</summary>
    public string? LastCustomer { get; init; }

    /// <summary>The tool last used, or null; "and Fabrikam?" asks it again.</summary>
    public string? LastTool { get; init; }

    /// <summary>The registration last shown for confirmation, or null; "same for Fabrikam" begins from it.</summary>
    public DealDraft? LastDraft { get; init; }

    /// <summary>ISO 639-1 code of the language last spoken here, or null.</summary>
    public string? Language { get; init; }

    /// <summary>True when the person asked for that language, so that words of another do not change it.</summary>
    public bool LanguageIsChosen { get; init; }

    /// <summary>The playbook question last asked, in the asker's words, or null; "and for Switzerland?" asks it again.</summary>
    public string? LastQuestion { get; init; }

    /// <summary>The question the bot has just offered to pass on, or null; the next message is a yes, a no, or something else.</summary>
    public string? Offered { get; init; }

    /// <summary>The accounts of the nudges last shown; a plain "snooze" means them.</summary>
    public IReadOnlyList<string> LastNudges { get; init; } = [];

    /// <summary>The account a snooze was just asked a day for; for the next message only.</summary>
    public string? Snoozing { get; init; }

    /// <summary>The open proposal, or null.</summary>
    public string? OpenProposal { get; init; }

    /// <summary>True when the bot's last word here was that proposal's card, so that a plain yes can only mean it.</summary>
    public bool CardIsLast { get; init; }

    /// <summary>This session with what differs between two others: what a tool has changed that ran beside others.</summary>
    internal AgentSession With(AgentSession before, AgentSession after)
    {
        if (after.Equals(before))
        {
            return this;
        }

        var (all, was) = (JsonSerializer.SerializeToNode(this)!.AsObject(), JsonSerializer.SerializeToNode(before)!.AsObject());
        foreach (var (name, value) in JsonSerializer.SerializeToNode(after)!.AsObject())
        {
            if (!JsonNode.DeepEquals(value, was[name]))
            {
                all[name] = value?.DeepClone();
            }
        }

        return all.Deserialize<AgentSession>()!;
    }

    /// <summary>Stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads the stored form; an unreadable one is an empty session.</summary>
    public static AgentSession FromJson(string? json)
    {
        try
        {
            return json is null ? Empty : JsonSerializer.Deserialize<AgentSession>(json) ?? Empty;
        }
        catch (JsonException)
        {
            return Empty;
        }
    }
}
