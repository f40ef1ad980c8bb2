using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Bot.Turns;

/// <summary>Notes in the record what a turn says about its asker. Each errand has a key of its message, so that a turn that is run again notes it once.</summary>
public sealed class Errands(ApproverLedger ledger)
{
    /// <summary>Runs them; where the record refuses one the turn says so instead of what it would have said.</summary>
    /// <exception cref="PrmException">The record is away; the turn is tried again.</exception>
    public async Task<AgentResult> RunAsync(AgentResult result, Principal asker, InboxMessage message, CancellationToken cancellationToken)
    {
        if (result.Errands.Count == 0 || asker.PersonId is not { } person)
        {
            return result;
        }

        var actor = new Actor(person, message.Channel, message.MessageId);
        try
        {
            foreach (var errand in result.Errands)
            {
                await (errand switch
                {
                    Errand.Refused refused => ledger.RecordRefusalAsync(refused.Question, actor, refused.Key, cancellationToken),
                    Errand.Away away => ledger.TakeLeaveAsync(away.First, away.Last, away.DelegateId, actor, away.Key, cancellationToken),
                    Errand.Back back => ledger.EndLeaveAsync(back.AbsenceId, actor, back.Key, cancellationToken),
                    Errand.Delegates delegates => ledger.DelegateAsync(delegates.DelegateId, actor, delegates.Key, cancellationToken),
                    Errand.Interest interest => ledger.DeclareInterestAsync(interest.Subject, actor, interest.Key, cancellationToken),
                    _ => throw new InvalidOperationException("No such errand."),
                });
            }

            return result;
        }
        catch (PrmException failure) when (failure.Reason is PrmFailure.Conflict or PrmFailure.Invalid or PrmFailure.NotFound or PrmFailure.Forbidden)
        {
            return result with { Reply = AgentReply.Say(ProposalActions.Refusal(failure)) };
        }
    }
}
