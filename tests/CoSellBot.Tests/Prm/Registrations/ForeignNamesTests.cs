using CoSellBot.Access;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Words for one partner name no other (ruling 7).</summary>
public class ForeignNamesTests
{
    [Theory]
    [InlineData("Nimbus has it already.", "Nimbus")]
    [InlineData("it is with NIMBUS", "Nimbus")]
    [InlineData("nimbus", "Nimbus")]
    [InlineData("(Nimbus)", "Nimbus")]
    [InlineData("Nimbus' offer", "Nimbus")]
    [InlineData("Orion's offer", "Orion")]
    [InlineData("Orions Angebot", "Orion")]
    [InlineData("write to sales@nimbus.example", "Nimbus")]
    [InlineData("see https://www.nimbus.example/offer", "Nimbus")]
    [InlineData("Larkspur-Ridge", "Larkspur Ridge")]
    [InlineData("larkspur  ridge", "Larkspur Ridge")]
    [InlineData("Brightpath is you.", null)]
    [InlineData("brightpath.example is yours", null)]
    [InlineData("a cumulonimbus cloud", null)]
    [InlineData("The oriontal view", null)]
    [InlineData("Halvor decides.", null)] // the vendor is no secret
    [InlineData("", null)]
    public async Task Another_partner_is_found_by_name_or_domain_in_any_spelling(string text, string? found)
    {
        await using var world = await OpenAsync();
        await using var look = world.Open();
        Assert.Equal(found, await ForeignNames.FindAsync(look, text, "ORG-BRIGHTPATH", default));
    }

    [Theory]
    [InlineData("Müller & Söhne GmbH", "Bei Müller & Söhne liegt es.", true)]
    [InlineData("Müller & Söhne GmbH", "BEI MUELLER UND SOEHNE", true)]
    [InlineData("Müller & Söhne GmbH", "muller and sohne gmbh", true)]
    [InlineData("Mueller GmbH", "Müller", true)]
    [InlineData("Mueller GmbH", "Müllers Angebot", true)]
    [InlineData("Müller GmbH", "Frau Müllerin", false)]
    [InlineData("Straßenbau AG", "STRASSENBAU", true)]
    [InlineData("AB", "ab morgen", false)] // two letters are no name
    [InlineData("ABC", "die ABC", true)]
    [InlineData("Brightpath AG", "Brightpath", false)] // nobody could tell it from the partner itself
    [InlineData("Brightpath AG", "Brightpath AG", true)]
    public async Task Umlauts_legal_forms_and_short_names_are_read_as_people_write_them(string name, string text, bool isFound)
    {
        await using var world = await OpenAsync();
        await world.AddAsync(new OrganizationRow { Id = "ORG-NEW", Kind = OrganizationKind.Partner, Name = name });

        await using var look = world.Open();
        Assert.Equal(isFound ? name : null, await ForeignNames.FindAsync(look, text, "ORG-BRIGHTPATH", default));
    }

    [Fact]
    public async Task A_partner_the_records_do_not_know_has_no_name_of_its_own()
    {
        await using var world = await OpenAsync();
        await using var look = world.Open();
        Assert.Equal("Brightpath", await ForeignNames.FindAsync(look, "Brightpath", "ORG-NONE", default));
    }
}
