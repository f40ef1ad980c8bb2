using System.Globalization;
using CoSellBot.Agents;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Evals.Utterances;

/// <summary>
/// How many messages, written by people who had not seen the intent files, lead to the right tool with the right slots. No
/// database: the names of the demo world are given, and the language is what the message is in.
/// </summary>
internal static class UtterancesVerb
{
    private const double Enough = 0.9;
    private static readonly DateOnly Today = new(2026, 6, 9);
    private static readonly string[] Partners =
        ["Nimbus", "Orion", "Brightpath", "Tidewater", "Kestrelworks", "Alpenlux", "Quillfen", "Shannock", "Fjordlight", "Havbryn", "Stenvarg", "Solvareda", "Clairmontel", "Tejovela", "Ponteverro", "Larkspur Ridge", "Mapleforge", "Hoshikawa"];
    private static readonly string[] Products = ["Ledger", "Atlas", "Atlas Edge", "Signal", "Signal Plus"];
    private static readonly string[] Compared = ["customer", "partner", "product", "amount", "currency", "close", "country", "kind", "deal", "status", "stage", "language", "until", "person"];

    /// <summary>Prints a line a language.</summary>
    /// <returns>0; 1 when fewer than nine in ten have the right tool and slots in some language; 2 when there is no such folder.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        var folder = args.FirstOrDefault(arg => arg[0] != '-') ?? Path.Combine(EvalFiles.Root, "tests", "utterances", "blind");
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"No folder {folder}.");
            return 2;
        }

        var models = Models();
        var names = new NameBook(Partners, Products, "Halvor");
        output.WriteLine("language  messages  right tool  right tool and slots  language told");
        var least = 1.0;
        foreach (var file in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            least = Math.Min(least, Score(file, models, names, args.Contains("--misses"), output));
        }

        return least < Enough ? 1 : 0;
    }

    /// <summary>Every message of every set, as the turn that brings it would see it.</summary>
    public static IEnumerable<(Func<TrainedModels, MessageReader> Reader, AgentSession Session, string Words)> All()
    {
        var names = new NameBook(Partners, Products, "Halvor");
        foreach (var file in Directory.GetFiles(Path.Combine(EvalFiles.Root, "tests", "utterances"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var utterance in Utterance.Load(file))
            {
                yield return (models => Reader(models, names, utterance, Path.GetFileNameWithoutExtension(file)), Session(utterance), ChatText.Clean(utterance.Say));
            }
        }
    }

    /// <summary>Prints how one message is read: for whoever wonders why.</summary>
    public static int Read(string text, TextWriter output)
    {
        var models = Models();
        var reader = new MessageReader(models.Tagger, new ReaderSetting(new NameBook(Partners, Products, "Halvor"), [], Today, 1, "en-GB", "DE"));
        output.WriteLine(Judged(models, reader, text));
        output.WriteLine(reader.Read(ChatText.Clean(text)));
        foreach (var call in Understander.Choose(models, reader, AgentSession.Empty, text))
        {
            output.WriteLine($"{call.Tool} {Show(call.Arguments)}");
        }

        return 0;
    }

    private static TrainedModels Models() =>
        TrainedModels.Open(Path.Combine(EvalFiles.Root, "prompts", "intents"), Path.Combine(EvalFiles.Root, "artifacts", "models"));

    private static double Score(string file, TrainedModels models, NameBook names, bool misses, TextWriter output)
    {
        var language = Path.GetFileNameWithoutExtension(file);
        var all = Utterance.Load(file);
        int tools = 0, both = 0, told = 0, wrong = 0;
        var missed = new List<string>();
        foreach (var utterance in all)
        {
            var reader = Reader(models, names, utterance, language);
            var calls = Understander.Choose(models, reader, Session(utterance), ChatText.Clean(utterance.Say));
            var tool = calls.Any(call => call.Tool == utterance.Tool);
            var call = calls.FirstOrDefault(call => call.Tool == utterance.Tool) ?? calls[0];
            var slots = tool && Differences(utterance, call) is { Count: 0 };
            tools += tool ? 1 : 0;
            both += slots ? 1 : 0;
            var guess = models.Languages.Guess(utterance.Say);
            told += guess == language ? 1 : 0;
            wrong += guess is not null && guess != language ? 1 : 0;
            if (!slots)
            {
                missed.Add($"  {utterance.Say}\n      wanted {utterance.Tool} {Show(utterance.Slots)}\n      got    {string.Join(" + ", calls.Select(c => $"{c.Tool} {Show(c.Arguments)}"))}\n      read   {Judged(models, reader, utterance.Say)}");
            }
        }

        output.WriteLine(FormattableString.Invariant($"{language,-8}  {all.Count,8}  {tools / (double)all.Count,10:P1}  {both / (double)all.Count,20:P1}  {told / (double)all.Count,13:P0} ({wrong} wrong)"));
        if (misses)
        {
            missed.ForEach(output.WriteLine);
        }

        return both / (double)all.Count;
    }

    private static MessageReader Reader(TrainedModels models, NameBook names, Utterance utterance, string language) =>
        new(models.Tagger, new ReaderSetting(names, utterance.As == "lena" ? [] : ["Anja Weber"], Today, 1, Locale(language), utterance.As == "lena" ? "DE" : "GB"));

    private static string Judged(TrainedModels models, MessageReader reader, string text)
    {
        var slots = reader.Read(ChatText.Clean(text));
        var prediction = models.Intents.Classify(slots.Delexicalised);
        return FormattableString.Invariant($"{slots.Delexicalised} | {(prediction.OutOfScope ? "refused, " : "")}{string.Join(", ", prediction.Ranked.Take(3).Select(r => FormattableString.Invariant($"{r.Intent} {r.Confidence:F2}")))}");
    }

    // What is passed on or searched with is the message itself; the tool takes no names beside it.
    private static List<string> Differences(Utterance utterance, ToolChoice call) => utterance.Tool is "ask_contact" or "ask_playbook" ? [] : [.. Compared.Where(slot =>
        !Same(slot, utterance.Slots.GetValueOrDefault(slot), call.Arguments.GetValueOrDefault(slot)))];

    private static bool Same(string slot, string? wanted, string? got) => (wanted, got) switch
    {
        (null, null) => true,
        // A deal number in a question about the last deal, or a person we did not need to read, changes no answer.
        (null, _) => slot is "person" or "country",
        (_, null) => slot is "person",
        _ when slot == "amount" => decimal.Parse(wanted, CultureInfo.InvariantCulture) == decimal.Parse(got, CultureInfo.InvariantCulture),
        // "negotiation" is the stage Committed.
        _ when slot == "stage" => Wordbook.Shipped.Stages.TryGet(wanted, out var stage) && stage.ToString() == got || wanted == got,
        _ when slot == "person" => got.Contains(wanted, StringComparison.OrdinalIgnoreCase),
        // "Ltd" and "Ltd." are one form.
        _ => string.Equals(wanted.Trim().TrimEnd('.'), got.Trim().TrimEnd('.'), StringComparison.OrdinalIgnoreCase),
    };

    private static AgentSession Session(Utterance utterance)
    {
        if (utterance.InHand is null && utterance.Asked is null)
        {
            return AgentSession.Empty;
        }

        var whole = new DealDraft
        {
            PartnerOrgId = "ORG-NIMBUS",
            Customer = "Contoso",
            ProductId = "PRD-LEDGER",
            Amount = 80_000,
            Currency = "EUR",
            Close = new DateOnly(2026, 9, 30),
            Country = "DE",
            Kind = RegistrationKind.Resell,
        };
        var draft = utterance.Asked switch
        {
            "customer" => whole with { Customer = null },
            "partner" => whole with { PartnerOrgId = null },
            "product" => whole with { ProductId = null },
            "amount" => whole with { Amount = null },
            "currency" => whole with { Currency = null },
            "close" => whole with { Close = null },
            "country" => whole with { Country = null },
            "kind" => whole with { Kind = null },
            _ => whole,
        };
        return new AgentSession
        {
            Draft = draft,
            Asked = utterance.Asked,
            LastTool = "register_deal",
            LastCustomer = "Contoso",
            OpenProposal = utterance.Asked is null ? "PROPOSAL" : null,
            CardIsLast = utterance.Asked is null,
        };
    }

    private static string Locale(string language) => language switch { "en" => "en-GB", "pt" => "pt-PT", "ja" => "ja-JP", _ => $"{language}-{language.ToUpperInvariant()}" };

    private static string Show<T>(Dictionary<string, T> slots) => string.Join(", ", slots.Where(slot => slot.Value is not null).Select(slot => $"{slot.Key}: {slot.Value}"));
}
