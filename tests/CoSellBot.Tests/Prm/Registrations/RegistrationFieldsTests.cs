using System.Reflection;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>A stored field is shown nowhere until somebody has placed it (domain §9, V5).</summary>
public class RegistrationFieldsTests
{
    private static readonly Type[] Views = [typeof(RegistrationView), typeof(PartnerRegistrationView), typeof(AccountTeamRegistrationView), typeof(ManagerRegistrationView)];

    // Names people read instead of ids, and words that stand in other rows.
    private static readonly Dictionary<string, string?> Instead = new()
    {
        ["PartnerName"] = nameof(DealRegistration.PartnerOrgId),
        ["Customer"] = nameof(DealRegistration.CustomerName),
        ["Country"] = nameof(DealRegistration.CustomerCountry),
        ["Product"] = nameof(DealRegistration.ProductId),
        ["ReceivedAt"] = nameof(DealRegistration.SubmittedAt),
        ["Closing"] = null,
        ["ContactName"] = null,
        ["Question"] = null,
        ["ClosingWords"] = null,
        ["Tier"] = null,
        ["Share"] = null,
    };

    [Fact]
    public void Every_stored_field_is_placed() => Assert.Equal(
        typeof(DealRegistration).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
        RegistrationFields.Placed.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_view_shows_what_is_placed_there_and_nothing_else()
    {
        foreach (var view in Views)
        {
            var own = view.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Select(property => property.Name).Where(name => name != "EqualityContract" && (!Instead.TryGetValue(name, out var field) || field is not null))
                .Select(name => Instead.GetValueOrDefault(name) ?? name).Distinct().Order(StringComparer.Ordinal);
            var placed = RegistrationFields.Placed.Where(field => field.Value.Contains(view)).Select(field => field.Key).Order(StringComparer.Ordinal);
            Assert.Equal((view, string.Join(' ', placed)), (view, string.Join(' ', own)));
        }
    }

    [Fact]
    public void What_would_let_a_partner_count_or_know_others_is_in_no_view_of_theirs()
    {
        string[] never = [nameof(DealRegistration.ReceiptSeq), nameof(DealRegistration.ConflictState), nameof(DealRegistration.RejectReason), nameof(DealRegistration.AccountId), nameof(DealRegistration.ProtectionKey), nameof(DealRegistration.ApprovedBy)];
        Assert.All(never, field => Assert.Empty(RegistrationFields.Placed[field].Intersect([typeof(RegistrationView), typeof(PartnerRegistrationView)])));
    }
}
