namespace CoSellBot.Evals.Scenarios;

// Filled by the deserialiser, which refuses keys that are not here. The keys are explained in tests/scenarios/README.md.

/// <summary>Who speaks where, what they do, what the ledger holds afterwards, what has to be said and what must not.</summary>
internal sealed class Scenario
{
    /// <summary>What it shows, in a sentence.</summary>
    public string Name { get; set; } = "";

    /// <summary>The file's name without its ending.</summary>
    public string Id { get; set; } = "";

    /// <summary>Capabilities it is about, by their ids.</summary>
    public List<string> Capability { get; set; } = [];

    /// <summary>True for the few that run on every change.</summary>
    public bool Smoke { get; set; }

    /// <summary>The channels it can be played over; all when it names none.</summary>
    public List<string> Channels { get; set; } = [];

    /// <summary>The person who speaks where a turn names nobody.</summary>
    public string As { get; set; } = "";

    /// <summary>Where: <c>dm</c> or a channel.</summary>
    public string Place { get; set; } = "dm";

    /// <summary>What the user does, in order.</summary>
    public List<ScenarioTurn> Turns { get; set; } = [];

    /// <summary>What the user knows: words of a question of the bot, and what they say to it.</summary>
    public Dictionary<string, string> Answers { get; set; } = [];

    /// <summary>What differs in the database afterwards; everything it does not name is as before.</summary>
    public ScenarioEnd End { get; set; } = new();

    /// <summary>Words the bot has to say to somebody.</summary>
    public List<string> Says { get; set; } = [];

    /// <summary>Words the bot must not say to anybody.</summary>
    public List<string> Never { get; set; } = [];

    /// <summary>Words the bot has to say in a place: a channel or <c>dm:PER-…</c>.</summary>
    public Dictionary<string, List<string>> SaysIn { get; set; } = [];

    /// <summary>Words the bot must not say in a place.</summary>
    public Dictionary<string, List<string>> NeverIn { get; set; } = [];
}

/// <summary>One thing somebody does; one of its actions is given.</summary>
internal sealed class ScenarioTurn
{
    /// <summary>Words to write.</summary>
    public string? Say { get; set; }

    /// <summary>Label of a button of the newest message that has one.</summary>
    public string? Press { get; set; }

    /// <summary>An ISO 8601 duration the business clock moves on by.</summary>
    public string? Wait { get; set; }

    /// <summary>A person who joins the place.</summary>
    public string? Join { get; set; }

    /// <summary>Another person than the scenario's.</summary>
    public string? As { get; set; }

    /// <summary>Another place than the scenario's.</summary>
    public string? In { get; set; }

    /// <summary>Whose card a press is taken from when it is not in the presser's place: <c>dm:PER-…</c>.</summary>
    public string? CardOf { get; set; }
}

/// <summary>The difference between the database before and after.</summary>
internal sealed class ScenarioEnd
{
    /// <summary>No row of the ledger, no confirmed proposal, no notice, nothing set.</summary>
    public bool Unchanged { get; set; }

    /// <summary>New registrations: how many, and what each of them holds.</summary>
    public Dictionary<string, string> Registrations { get; set; } = [];

    /// <summary>Registrations that were there and have another status now.</summary>
    public Dictionary<string, string> Changed { get; set; } = [];

    /// <summary>New proofs by registration; <c>added</c> for all of those that were added.</summary>
    public Dictionary<string, int> Proofs { get; set; } = [];

    /// <summary>Whom a nudge is quiet for, with how many customers or deals.</summary>
    public Dictionary<string, int> Muted { get; set; } = [];

    /// <summary>Everybody else the bot wrote to directly.</summary>
    public List<string>? Told { get; set; }
}
