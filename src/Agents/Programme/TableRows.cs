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
/// <param name="Added">How many are new.</param>
/// <param name="Updated">How many change what is there.</param>
/// <param name="Unchanged">How many are there already.</param>
/// <param name="LeftOut">Lines that cannot be taken, with what is wrong.</param>
public sealed record ImportRows(string Table, string Text, long Added, long Updated, long Unchanged, IReadOnlyList<LeftOut> LeftOut);

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

        var table = TablePaste.TableOf(turn.Text)!;
        var report = await desk.Tables.RunAsync(table, turn.Text, new Actor(turn.Asker.PersonId!, "Trial", ""), isTrial: true, cancellationToken);
        var left = LeftOutOf(report);
        if (report.Added + report.Updated == 0)
        {
            return outcome.Answer(new AgentReply
            {
                Title = Phrase.Of(left.Count == 0 ? "rows.nothing_new" : "rows.none", ("table", Term.Of(table).For(own))),
                Lines = [.. left.Select(one => LeftOutLine(one, own))],
            });
        }

        var proposal = desk.Propose(turn, ProposalKinds.ImportRows, new ImportRows(table, turn.Text, report.Added, report.Updated, report.Files.Sum(file => file.Unchanged), left), own, Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    /// <summary>The card of some rows.</summary>
    public static AgentReply Card(ActionProposal proposal)
    {
        var rows = JsonSerializer.Deserialize<ImportRows>(proposal.Arguments)!;
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("rows.title", ("table", Fact(Term.Of(rows.Table)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            // Line 1 names the columns.
            Items = [.. Rows(rows.Text).Where((_, place) => rows.LeftOut.All(one => one.Line != place + 2)).Select(line => new ReplyItem(Phrase.Of("rows.row", ("row", Fact(Term.Of(line)))), []))],
            Lines =
            [
                Phrase.Of("rows.counts", ("added", Fact(Term.Of(rows.Added))), ("changed", Fact(Term.Of(rows.Updated))), ("same", Fact(Term.Of(rows.Unchanged)))),
                .. rows.LeftOut.Select(one => LeftOutLine(one, proposal.CardReaders)),
                Phrase.Of("rows.consequence"),
            ],
            Buttons =
            [
                new(Phrase.Of("button.import_rows"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
            ],
        };
    }

    /// <summary>Writes what was confirmed. Rows are found again by their ids: a second run changes nothing.</summary>
    public static async Task<ActionReceipt> RunAsync(TablePaste tables, ActionProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var rows = JsonSerializer.Deserialize<ImportRows>(proposal.Arguments)!;
        var report = await tables.RunAsync(rows.Table, rows.Text, actor, isTrial: false, cancellationToken);
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new ActionReceipt(new AgentReply
        {
            State = CardState.Done,
            Title = Phrase.Of("rows.done", ("table", Fact(Term.Of(rows.Table)))),
            Lines =
            [
                Phrase.Of("rows.counts", ("added", Fact(Term.Of(report.Added))), ("changed", Fact(Term.Of(report.Updated))), ("same", Fact(Term.Of(report.Files.Sum(file => file.Unchanged))))),
                .. LeftOutOf(report).Select(one => LeftOutLine(one, proposal.CardReaders)),
            ],
        });
    }

    private static string[] Rows(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];

    private static List<LeftOut> LeftOutOf(ImportReport report) => [.. report.Problems.Where(problem => problem.Severity == ImportSeverity.Rejected)
        .Select(problem => new LeftOut(problem.Line, (problem.Column.Length > 0 ? $"{problem.Column}: {problem.Reason}" : problem.Reason).TrimEnd('.')))];

    private static Phrase LeftOutLine(LeftOut one, Readers readers) =>
        Phrase.Of("bulk.left_out", ("line", Term.Of(one.Line).For(readers)), ("why", Term.Of(one.Why).For(readers)));
}
