using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// From words to tools: reads what a message names, judges what it wants, and chooses. Pure; the same message in the same
/// session always gives the same calls.
/// </summary>
internal static class Understander
{
    private const int LongestMessage = 4_000;

    /// <summary>Surer than this each of several wishes must be, or the message counts as one.</summary>
    private const double SureOfEach = 0.55;

    private const double Clear = 0.9;

    private static readonly FrozenSet<string> TakesACompany =
        FrozenSet.ToFrozenSet(["register_deal", "deal_status", "withdraw_deal", "add_proof", "who_else", "open_opportunities", "coach", "snooze", "correct"], StringComparer.Ordinal);

    /// <summary>The tools to call, in order; what ends in a card comes last.</summary>
    /// <param name="models">What was learnt from the intent files.</param>
    /// <param name="reader">Reads names and values for this speaker.</param>
    /// <param name="session">What the speaker has in hand.</param>
    /// <param name="words">What was said.</param>
    public static IReadOnlyList<ToolChoice> Choose(TrainedModels models, MessageReader reader, AgentSession session, string words)
    {
        var text = ChatText.Clean(words.Length > LongestMessage ? words[..LongestMessage] : words);
        if (session.Offered is { } offered && YesNo.Read(text) is { } wanted)
        {
            return [wanted ? new ToolChoice("ask_contact", new() { ["text"] = offered }) : new ToolChoice("cancel")];
        }

        if (session.OpenProposal is not null && session.CardIsLast && YesNo.Read(text) is true)
        {
            return [new ToolChoice("confirm")];
        }

        if ((session.OpenProposal ?? session.Asked ?? session.Awaiting ?? session.Snoozing) is not null && YesNo.Read(text) is false)
        {
            return [new ToolChoice("cancel")];
        }

        var slots = reader.Read(text);
        if (session.Awaiting is null && PastedText.Looks(text))
        {
            // Whatever a pasted text asks for, it is material for a card that a person confirms, and nothing else.
            return [DialoguePolicy.FromPasted(PastedText.Read(text, slots, reader.PublicNames))];
        }

        var (read, judged) = Judge(models, slots);
        if (session.Snoozing is not null && reader.PauseUntil(text) is not null && slots is { Company: null, Amount: null, Product: null, Partner: null })
        {
            // Asked until when, a day is the answer, whatever it sounds like otherwise.
            judged = judged with { Intent = "snooze" };
        }

        if (judged.Intent == "snooze")
        {
            return [DialoguePolicy.Choose(session, read with { Date = reader.PauseUntil(text) }, judged, text)];
        }

        return Several(models, reader, session, text) ?? [DialoguePolicy.Choose(session, read, judged, text)];
    }

    private static List<ToolChoice>? Several(TrainedModels models, MessageReader reader, AgentSession session, string text)
    {
        var clauses = Clauses.Of(text);
        if (clauses.Count < 2 || session.Awaiting is not null)
        {
            return null;
        }

        var choices = new List<ToolChoice>();
        foreach (var clause in clauses)
        {
            var (slots, judged) = Judge(models, reader.Read(clause));
            if (judged.Intent == "small_talk" || PlainWords.IsSmallTalk(clause, slots.Words))
            {
                continue;
            }

            if (judged.Confidence < SureOfEach || judged.Intent is IntentClassifier.OutOfScope or "correct" or "confirm" or "cancel")
            {
                return null;
            }

            var choice = DialoguePolicy.Choose(session, slots, judged, clause);
            // A registration without a word about it is the rest of another sentence.
            if (choice.Tool is "cannot_do" or "change" || (choice.Tool == "register_deal" && !slots.HasDealSlot))
            {
                return null;
            }

            choices.Add(choice);
        }

        return choices.Select(choice => choice.Tool).Distinct().Count() == choices.Count && choices.Count > 1 && choices.Count(EndsInACard) <= 1
            ? [.. choices.OrderBy(EndsInACard)]
            : null;
    }

    private static (MessageSlots Slots, Judged Judged) Judge(TrainedModels models, MessageSlots slots)
    {
        var judged = Judged.Of(models.Intents.Classify(slots.Delexicalised));
        if (Scripts.IsForeign(slots.Words.Text))
        {
            return (slots with { Company = null }, new Judged(IntentClassifier.OutOfScope, IntentClassifier.OutOfScope, 1, 0, 0, 0)); // read in no language of ours
        }

        // "Actly its 95k": beside a value that corrects, a word nobody knows is a slip and no name.
        var mayName = judged.Best == "correct" ? !slots.HasDealSlot || DialoguePolicy.Weight(slots) >= 3 : TakesACompany.Contains(judged.Best) || judged.Registers >= Judged.Likely;
        if (mayName && slots.Leftover is { } rest)
        {
            slots = slots with { Company = rest.Name, Delexicalised = rest.Delexicalised };
            var again = Judged.Of(models.Intents.Classify(slots.Delexicalised));
            // The name makes an unclear message clear; a clear one stays what it is.
            judged = judged.Confidence >= Clear && judged.Intent != IntentClassifier.OutOfScope ? judged : again;
        }

        return (slots, judged);
    }

    private static bool EndsInACard(ToolChoice choice) => choice.Tool is "register_deal" or "withdraw_deal" or "add_proof" or "ask_contact" or "ask_playbook";
}
