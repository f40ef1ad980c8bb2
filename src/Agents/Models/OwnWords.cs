using System.Globalization;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Agents.Models;

/// <summary>
/// What the asker's own words carry. A model may choose a tool for them; it may not put other values into their mouth. Values of a
/// write are read from the words by our own reader, names must stand in them, and settings change only when they ask for it.
/// </summary>
internal sealed class OwnWords
{
    private readonly AgentTurn _turn;
    private readonly MessageSlots _slots;
    private readonly IReadOnlyList<ToolChoice> _choices;
    private readonly string _words;

    private OwnWords(AgentTurn turn, MessageSlots slots, IReadOnlyList<ToolChoice> choices, IntentPrediction intents)
    {
        (_turn, _slots, _choices, Intents) = (turn, slots, choices, intents);
        _words = Key(turn.Text);
    }

    /// <summary>What the words seem to want, best first.</summary>
    public IntentPrediction Intents { get; }

    /// <summary>Reads a turn's words as the offline engine does.</summary>
    public static OwnWords Read(TrainedModels models, MessageReader reader, AgentTurn turn)
    {
        var slots = reader.Read(ChatText.Clean(turn.Text));
        return new OwnWords(turn, slots, Understander.Choose(models, reader, turn.Session, turn.Text), models.Intents.Classify(slots.Delexicalised));
    }

    /// <summary>True when the offline engine would call this tool.</summary>
    public bool AskFor(string tool) => _choices.Any(choice => choice.Tool == tool);

    /// <summary>The arguments a tool may be called with, or null when the words do not carry the call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="given">What the model passes on, blanks left out.</param>
    public IReadOnlyDictionary<string, string?>? Admit(string tool, IReadOnlyDictionary<string, string?> given) => tool switch
    {
        "register_deal" => Register(given),
        "withdraw_deal" or "add_proof" => NamesStand(given) ? WithOwnText(tool, given) : null,
        "ask_contact" => WithOwnText(tool, given),
        // One's own settings take effect at once, and what is in hand is gone at once: the words themselves must ask for it.
        "snooze" or "set_language" or "cancel" => _choices.FirstOrDefault(choice => choice.Tool == tool)?.Arguments,
        _ => given,
    };

    private Dictionary<string, string?>? Register(IReadOnlyDictionary<string, string?> given)
    {
        var session = _turn.Session;
        var read = _choices.FirstOrDefault(choice => choice.Tool == "register_deal");
        var arguments = new Dictionary<string, string?>((read ?? DialoguePolicy.Register(_slots, restart: session.Draft is null)).Arguments);
        foreach (var name in new[] { "customer", "partner", "product" })
        {
            if (given.GetValueOrDefault(name) is { } said && Stands(said))
            {
                arguments[name] = said;
            }
        }

        if (given.GetValueOrDefault("amount") is { } amount && arguments.GetValueOrDefault("amount") is null && arguments.GetValueOrDefault("amountChoices") is null && HasNumber(amount))
        {
            arguments["amount"] = amount;
        }

        foreach (var value in new[] { "currency", "close" })
        {
            if (given.GetValueOrDefault(value) is { } said && arguments.GetValueOrDefault(value) is null && arguments.GetValueOrDefault("currencyChoices") is null && Stands(said))
            {
                arguments[value] = said;
            }
        }

        // A new one in place of the one in hand, or on the pattern of the last: the model tells them apart better.
        arguments["restart"] = given.GetValueOrDefault("restart") ?? arguments.GetValueOrDefault("restart");
        arguments["same"] = given.GetValueOrDefault("same") ?? arguments.GetValueOrDefault("same");
        return read is not null || session.Draft is not null || _slots.HasDealSlot || arguments.GetValueOrDefault("customer") is not null || AsksToRegister ? arguments : null;
    }

    private bool AsksToRegister => Intents.Ranked.Where(score => score.Intent == "register_deal").Any(score => score.Confidence >= Judged.Perhaps);

    private bool NamesStand(IReadOnlyDictionary<string, string?> given) =>
        (given.GetValueOrDefault("deal") is not { } deal || Stands(deal) || IsInHand(deal))
        && (given.GetValueOrDefault("customer") is not { } customer || Stands(customer) || Same(customer, _turn.Session.LastCustomer));

    private bool IsInHand(string deal) => Same(deal, _turn.Session.LastDeal) || _turn.Session.Awaiting?.EndsWith($":{deal}", StringComparison.OrdinalIgnoreCase) == true;

    // What goes to another person under the asker's name, or beside a deal, is what the asker wrote.
    private Dictionary<string, string?> WithOwnText(string tool, IReadOnlyDictionary<string, string?> given)
    {
        var arguments = new Dictionary<string, string?>(given);
        if (given.GetValueOrDefault("text") is { } text && !Stands(text))
        {
            arguments["text"] = _choices.FirstOrDefault(choice => choice.Tool == tool)?.Arguments.GetValueOrDefault("text") ?? _turn.Text;
        }

        return arguments;
    }

    // As words in a row, however they are written.
    private bool Stands(string said) => Key(said) is { Length: > 0 } key && _words.Contains(key, StringComparison.Ordinal);

    private bool HasNumber(string amount) => decimal.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted)
        && ChatText.Tokens(_turn.Text).Any(token => decimal.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == wanted);

    private static bool Same(string said, string? known) => known is not null && Key(said) == Key(known);

    // A blank on both sides keeps "al" from standing in "Kaltensee"; Japanese has no blanks, so there it stands anywhere.
    private static string Key(string text) => FoldedText.Of(ChatText.Clean(text)) is { Count: > 0 } words
        ? Scripts.HasUnparted(text) ? string.Concat(words.Select(word => word.Folded)) : $" {words.Key} "
        : "";
}
