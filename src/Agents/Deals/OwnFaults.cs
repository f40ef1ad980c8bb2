using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>Says before the press what a partner's own records or words make impossible (ruling 1): all of it at once, plainly, and what would change it.</summary>
internal sealed class OwnFaults(Partner partner, Product product, RuleSet rules, Readers asker)
{
    private static readonly string[] Told = ["R02", "R03", "R05", "R13"];

    /// <summary>The faults as one answer; null when there is none.</summary>
    public AgentReply? Tell(RegistrationSnapshot facts, RuleTrace trace)
    {
        var faults = trace.Findings.Where(finding => finding.Verdict == Verdict.Reject && Told.Contains(finding.RuleId)).Select(finding => finding.RuleId).ToList();
        return faults.Count == 0 ? null : new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("fault.title"),
            Lines = [.. faults.SelectMany(rule => Lines(rule, facts))],
            Source = RulesOfEngagement.Source("who", rules),
        };
    }

    private IEnumerable<Phrase> Lines(string rule, RegistrationSnapshot facts)
    {
        Labelled<Term> Own(Term term) => term.For(asker);
        var firm = ("partner", Own(Term.Of(partner.Name)));
        var what = ("product", Own(Term.Of(product.Name)));
        var country = ("country", Own(Countries.Name(facts.Customer.Country)));
        return rule switch
        {
            "R02" => facts.MissingProofs.Select(proof => proof.EndedOn is { } ended
                ? Phrase.Of("fault.R02.ended", country, ("kind", Own(Term.Of(proof.Kind))), ("date", Own(Term.Of(ended))))
                : Phrase.Of("fault.R02", country, ("kind", Own(Term.Of(proof.Kind))))),
            "R03" => [facts.Certified?.EndedOn is { } last ? Phrase.Of("fault.R03.ended", firm, what, ("date", Own(Term.Of(last)))) : Phrase.Of("fault.R03", firm, what)],
            _ => [Phrase.Of($"fault.{rule}")],
        };
    }
}
