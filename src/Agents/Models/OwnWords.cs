using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Agents.Models;

/// <summary>
/// What the asker's own words carry. A model may choose a tool for them; it may not put other values into their mouth. A write needs a
/// wish for it, its values are read from the words by our own reader, names must stand in them, and settings change only when they ask for it.
/// </summary>
internal sealed partial class OwnWords
{
    private const int LongestName = 120;

    private readonly AgentTurn _turn;
    private readonly MessageSlots _slots;
    private readonly string _words;
    private readonly Lazy<string> _earlier;

    private readonly IntentPrediction _whole;
    private readonly List<IntentPrediction> _clauses;

    private OwnWords(AgentTurn turn, MessageSlots slots, IReadOnlyList<ToolChoice> choices, IntentPrediction whole, List<IntentPrediction> clauses)
    {
        (_turn, _slots, Choices, _whole, _clauses) = (turn, slots, choices, whole, clauses);
        _words = Key(turn.Text);
        _earlier = new Lazy<string>(() => Key(string.Join('\n', turn.Earlier.Select(exchange => exchange.Answered.Reveal(turn.Ceiling, Texts.Shipped, turn.Reading)?.ToPlainText()))));
    }

    /// <summary>What the offline engine would call.</summary>
    public IReadOnlyList<ToolChoice> Choices { get; }

    /// <summary>Reads a turn's words as the offline engine does.</summary>
    public static OwnWords Read(TrainedModels models, MessageReader reader, AgentTurn turn)
    {
        var text = ChatText.Clean(turn.Text);
        var slots = reader.Read(text);
        // Of two wishes in a message the whole of it shows one.
        var clauses = Clauses.Of(text);
        return new OwnWords(turn, slots, Understander.Choose(models, reader, turn.Session, turn.Text), models.Intents.Classify(slots.Delexicalised),
            clauses.Count < 2 ? [] : [.. clauses.Select(clause => models.Intents.Classify(reader.Read(clause).Delexicalised))]);
    }

    /// <summary>How likely the words, or a part of them that can stand alone, want this.</summary>
    public double Likelihood(string intent) => _clauses.Prepend(_whole).Max(prediction => prediction.Ranked.FirstOrDefault(score => score.Intent == intent).Confidence);

    /// <summary>True when the offline engine would call this tool.</summary>
    public bool AskFor(string tool) => Choices.Any(choice => choice.Tool == tool);

    /// <summary>The arguments a tool may be called with, or null when the words do not carry the call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="given">What the model passes on, blanks left out.</param>
    /// <param name="said">What tools answered in this turn.</param>
    public IReadOnlyDictionary<string, string?>? Admit(string tool, IReadOnlyDictionary<string, string?> given, IEnumerable<string> said) => tool switch
    {
        "register_deal" => Register(given),
        "withdraw_deal" or "add_proof" or "ask_contact" => IsWished(tool) && NamesStand(given) ? WithOwnText(tool, given) : null,
        // One's own settings take effect at once, and what is in hand is gone at once: the words themselves must ask for it.
        "snooze" or "set_language" or "cancel" => Choices.FirstOrDefault(choice => choice.Tool == tool)?.Arguments,
        // "I can't" is no answer to words that plainly ask for something.
        "cannot_do" or "small_talk" => AskFor(tool) || _whole.OutOfScope || _whole.Top.Confidence < Judged.Clear ? given : null,
        _ => Reading(tool, given, said),
    };

    // Answers repeat the names they were asked for, so those are names somebody has said or seen; a question is the asker's own, because it
    // may be passed on.
    private Dictionary<string, string?>? Reading(string tool, IReadOnlyDictionary<string, string?> given, IEnumerable<string> said)
    {
        var arguments = new Dictionary<string, string?>(given);
        foreach (var name in new[] { "customer", "partner", "deal" })
        {
            if (given.GetValueOrDefault(name) is { } value && !IsNamed(value) && !(IsShort(value) && (Contains(_earlier.Value, value) || said.Any(answer => Contains(Key(answer), value)))))
            {
                return null;
            }
        }

        if (tool is "ask_playbook" or "explain_rules" && given.GetValueOrDefault("question") is { } question && !Stands(question) && !Same(question, _turn.Session.LastQuestion))
        {
            arguments["question"] = Choices.FirstOrDefault(choice => choice.Tool == tool)?.Arguments.GetValueOrDefault("question") ?? _turn.Text;
        }

        return arguments;
    }

    private Dictionary<string, string?>? Register(IReadOnlyDictionary<string, string?> given)
    {
        var session = _turn.Session;
        var read = Choices.FirstOrDefault(choice => choice.Tool == "register_deal");
        if (read is null && !IsWished("register_deal") && !IsWished("correct"))
        {
            return null;
        }

        var arguments = new Dictionary<string, string?>((read ?? DialoguePolicy.Register(_slots, restart: session.Draft is null)).Arguments);
        foreach (var name in new[] { "customer", "partner", "product" })
        {
            // Over a registration in hand only our own reading puts another customer.
            if (given.GetValueOrDefault(name) is { } said && Stands(said) && (read is not null || session.Draft is null || name != "customer"))
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

        if (session.Draft is null && session.LastDraft is not null && given.GetValueOrDefault("same") == "true")
        {
            (arguments["same"], arguments["restart"]) = ("true", null);
        }

        return arguments;
    }

    private bool IsWished(string intent) => AskFor(intent) || (intent == "withdraw_deal" && PlainWords.AsksToWithdraw(_turn.Text, _slots.Words)) || Likelihood(intent) >= Judged.Perhaps;

    private bool NamesStand(IReadOnlyDictionary<string, string?> given) =>
        (given.GetValueOrDefault("deal") is not { } deal || IsNamed(deal)) && (given.GetValueOrDefault("customer") is not { } customer || IsNamed(customer));

    // Said in this message, read from it, or in hand.
    private bool IsNamed(string value) => IsShort(value) && (Stands(value) || new[] { _slots.Company, _slots.Partner, _slots.Deal, _turn.Session.LastDeal, _turn.Session.LastCustomer, _turn.Session.Draft?.Customer }
        .Any(known => Same(value, known)) || _turn.Session.Awaiting?.EndsWith($":{value}", StringComparison.OrdinalIgnoreCase) == true);

    // What goes to another person under the asker's name, or beside a deal, is what the asker wrote: all of it, or what stands behind a colon.
    private Dictionary<string, string?> WithOwnText(string tool, IReadOnlyDictionary<string, string?> given)
    {
        var arguments = new Dictionary<string, string?>(given);
        if (given.GetValueOrDefault("text") is { } text)
        {
            var own = Choices.FirstOrDefault(choice => choice.Tool == tool)?.Arguments.GetValueOrDefault("text");
            var behind = _turn.Text[(_turn.Text.IndexOfAny([':', '：']) + 1)..].Trim();
            arguments["text"] = Same(text, behind) ? behind : own ?? _turn.Text;
        }

        return arguments;
    }

    private bool Stands(string said) => Contains(_words, said);

    private bool HasNumber(string amount) => decimal.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted)
        && ChatText.Tokens(_turn.Text).Any(token => decimal.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == wanted);

    private static bool IsShort(string value) => value.Length <= LongestName && !Link().IsMatch(value);

    // As words in a row, however they are written: "al" does not stand in "Kaltensee". Japanese parts no words, so beside it a name stands anywhere.
    private static bool Contains(string words, string said) => Key(said) is { Length: > 0 } key
        && (words.Contains(key, StringComparison.Ordinal) || (Scripts.HasUnparted(words) && words.Replace(" ", "", StringComparison.Ordinal).Contains(key.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal)));

    private static bool Same(string said, string? known) => known is not null && Key(said) is { Length: > 0 } key && key == Key(known);

    private static string Key(string text) => FoldedText.Of(ChatText.Clean(text)) is { Count: > 0 } words ? $" {words.Key} " : "";

    [GeneratedRegex(@"://|/\S|\bwww\b|[<>\[\]|@]", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
