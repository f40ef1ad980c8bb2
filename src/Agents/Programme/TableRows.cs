using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;

namespace CoSellBot.Agents.Programme;

/// <summary>Rows of a programme table, exactly as shown.</summary>
/// <param name="Table">The table, as its file is called.</param>
/// <param name="Text">The lines with the first one that names the columns.</param>
/// <param name="Mark">Stands for the changes that were shown.</param>
/// <param name="Rows">Each change in a line: the row with its values, old and new where they differ.</param>
/// <param name="Added">How many are new.</param>
/// <param name="Updated">How many change what is there.</param>
/// <param name="Unchanged">How many are there already.</param>
/// <param name="Notes">What else is to be known of lines.</param>
public sealed record ImportRows(string Table, string Text, string Mark, IReadOnlyList<string> Rows, long Added, long Updated, long Unchanged, IReadOnlyList<RowNote> Notes);

/// <summary>Something about one line.</summary>
/// <param name="Line">Which, the first being the columns.</param>
/// <param name="Text">What is wrong with it, or how it was read.</param>
/// <param name="IsLeftOut">True when nothing of it is written.</param>
public sealed record RowNote(int Line, string Text, bool IsLeftOut);

/// <summary>Exclusions, rates, calendars and the like, pasted by an administrator: read and checked as the import does, shown, then written on one confirmation.</summary>
internal sealed class TableRows(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private const int Most = 50;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary>True for lines with a first one that names the columns of such a table.</summary>
    public static bool Looks(string text) => TablePaste.TableOf(text) is not null;

    /// <summary>Offers to write what can be taken.</summary>
    public async Task<string> OfferAsync(CancellationToken cancellationToken)
    {
        if (turn.Asker.Role != Role.Admin)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("publish.only_admin")));
        }

        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        var own = Readers.People(turn.Asker.PersonId!);
        if (Rows(turn.Text).Length > Most)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("rows.too_many", ("count", Term.Of(Most).For(own)))));
        }

        var table = Term.Of(TablePaste.TableOf(turn.Text)!).For(own);
        if (TablePaste.MissingOf(turn.Text) is { Count: > 0 } missing)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("rows.columns", ("table", table), ("columns", Term.Of(string.Join(", ", missing)).For(own)))));
        }

        var report = await desk.Tables.TryAsync(turn.Text, new Actor(turn.Asker.PersonId!, "Trial", ""), cancellationToken);
        var notes = report.Problems.Select(problem => new RowNote(
            problem.Line, (problem.Column.Length > 0 ? $"{problem.Column}: {problem.Reason}" : problem.Reason).TrimEnd('.'), problem.Severity == ImportSeverity.Rejected)).ToList();
        if (report.Changes.Count == 0)
        {
            return outcome.Answer(new AgentReply
            {
                Title = Phrase.Of(notes.Exists(note => note.IsLeftOut) ? "rows.none" : "rows.nothing_new", ("table", table)),
                Lines = [.. notes.Select(note => Line(note, own))],
            });
        }

        var proposal = desk.Propose(
            turn, ProposalKinds.ImportRows,
            new ImportRows(
                TablePaste.TableOf(turn.Text)!, turn.Text, report.Mark, [.. report.Changes.Select(Text)], report.Added, report.Updated, report.Files.Sum(file => file.Unchanged), notes),
            own, Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    /// <summary>The card of some rows.</summary>
    public static AgentReply Card(ActionProposal proposal)
    {
        var rows = JsonSerializer.Deserialize<ImportRows>(proposal.Arguments)!;
        return Drawn(rows, "rows.title", proposal.CardReaders) with
        {
            State = CardState.Proposal,
            Note = Phrase.Of("proposal.nothing_saved"),
            Items = [.. rows.Rows.Select(row => new ReplyItem(Phrase.Of("rows.row", ("row", Term.Of(row).For(proposal.CardReaders))), []))],
            Buttons =
            [
                new(Phrase.Of("button.import_rows"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
            ],
        };
    }

    /// <summary>Writes what was confirmed, as it was shown or not at all.</summary>
    public static async Task<ActionReceipt> RunAsync(TablePaste tables, ActionProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var rows = JsonSerializer.Deserialize<ImportRows>(proposal.Arguments)!;
        await tables.WriteAsync(rows.Text, rows.Mark, actor, proposal.Id, cancellationToken);
        return new ActionReceipt(Drawn(rows, "rows.done", proposal.CardReaders) with { State = CardState.Done });
    }

    private static AgentReply Drawn(ImportRows rows, string title, Readers readers) => new()
    {
        Title = Phrase.Of(title, ("table", Term.Of(rows.Table).For(readers))),
        Lines =
        [
            Phrase.Of("rows.counts", ("added", Term.Of(rows.Added).For(readers)), ("changed", Term.Of(rows.Updated).For(readers)), ("same", Term.Of(rows.Unchanged).For(readers))),
            .. rows.Notes.Select(note => Line(note, readers)),
            Phrase.Of("rows.consequence"),
        ],
    };

    private static string Text(RowChange change) => $"{change.Key}: " + string.Join(", ", change.Values.Select(value =>
        change.IsNew ? $"{value.Column} {value.After}" : $"{value.Column} {value.Before ?? "–"} → {value.After ?? "–"}"));

    private static Phrase Line(RowNote note, Readers readers) =>
        Phrase.Of(note.IsLeftOut ? "bulk.left_out" : "rows.note", ("line", Term.Of(note.Line).For(readers)), ("why", Term.Of(note.Text).For(readers)));

    private static string[] Rows(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
}
