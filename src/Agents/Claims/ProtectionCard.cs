using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Claims;

/// <summary>What protects a deal, until when, what would end it and what to do, as one answer.</summary>
internal static class ProtectionCard
{
    /// <summary>Draws it: the deal's own card, with lines about its protection.</summary>
    public static AgentReply Of(Labelled<RegistrationView> deal, RuleSet rules, bool isPrivate, string system, DateTimeOffset now)
    {
        var card = DealCards.Status(deal, system, now);
        return deal.Store((view, label) =>
        {
            // The deal's card offers it when the end is near; whoever asks for it may have it before.
            var extend = new ReplyButton(Phrase.Of("button.extend"), Press.Claim("extend", view.Id));
            return card with
            {
                Lines = [.. Lines(view, rules, label, now)],
                Buttons = isPrivate && view is PartnerRegistrationView && CanExtend(view, rules, now) && card.Buttons.All(button => button.Value != extend.Value)
                    ? [extend, .. card.Buttons]
                    : card.Buttons,
            };
        });
    }

    private static bool CanExtend(RegistrationView view, RuleSet rules, DateTimeOffset now) => view is { Outcome: null, ProtectedUntil: { } until }
        && view.Status.CanBeExtended() && view.ExtensionCount < rules.MaxExtensions && until.AddDays(RegistrationStates.GraceDays) >= now;

    private static IEnumerable<Phrase> Lines(RegistrationView view, RuleSet rules, Readers label, DateTimeOffset now)
    {
        Labelled<Term> Fact(Term term) => term.For(label);
        var covered = new (string, Labelled<Term>)[] { ("customer", Fact(Term.Of(view.Customer))), ("country", Fact(Countries.Name(view.Country))), ("product", Fact(Term.Of(view.Product))) };
        switch (view)
        {
            case { Status: RegistrationStatus.Approved or RegistrationStatus.Converted, Outcome: null, ProtectedUntil: { } until } when until > now:
                yield return Phrase.Of("protects.covers", covered);
                yield return Phrase.Of("protects.ends", ("until", Fact(Term.Of(until, InstantStyle.DayAndTime))));
                yield return Phrase.Of("protects.change");
                yield return view.ExtensionCount < rules.MaxExtensions
                    ? Phrase.Of("protects.extend", ("days", Fact(Term.Of(rules.ExtensionDays))), ("grace", Fact(Term.Of(until.AddDays(RegistrationStates.GraceDays), InstantStyle.Day))),
                        ("used", Fact(Term.Of(view.ExtensionCount))), ("max", Fact(Term.Of(rules.MaxExtensions))), ("activity", Fact(Term.Of(rules.ActivityDays))))
                    : Phrase.Of("protects.no_more", ("max", Fact(Term.Of(rules.MaxExtensions))));
                break;

            case { Status: RegistrationStatus.Expired or RegistrationStatus.Approved or RegistrationStatus.Converted, Outcome: null, ProtectedUntil: { } ended }:
                var grace = ended.AddDays(RegistrationStates.GraceDays);
                yield return Phrase.Of("protects.ended", ("until", Fact(Term.Of(ended, InstantStyle.DayAndTime))));
                yield return grace >= now ? Phrase.Of("protects.grace", ("grace", Fact(Term.Of(grace, InstantStyle.Day)))) : Phrase.Of("protects.over");
                break;

            case { Status: RegistrationStatus.Submitted or RegistrationStatus.InReview or RegistrationStatus.NeedsInfo }:
                yield return Phrase.Of("protects.not_yet", ("days", Fact(Term.Of(rules.ProtectionDays))));
                break;

            default:
                yield return Phrase.Of("protects.nothing");
                break;
        }
    }
}
