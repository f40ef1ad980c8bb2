using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Users;
using CoSellBot.Prm;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>How codes look, and which messages hand one over.</summary>
public class LinkCodesTests
{
    [Theory]
    [InlineData("K7Q2M-4XR9T", "K7Q2M4XR9T")]
    [InlineData("k7q2m 4xr9t", "K7Q2M4XR9T")]
    [InlineData(" k7-q2m4x–r9t. ", "K7Q2M4XR9T")]
    [InlineData("OoIiL-l2345", "0011112345")]
    [InlineData("`K7Q2M4XR9T`", "K7Q2M4XR9T")]
    [InlineData("K7Q2M-4XR9", null)]
    [InlineData("K7Q2M-4XR9TT", null)]
    [InlineData("U7Q2M-4XR9T", null)]
    [InlineData("K7Q2M-4XR9é", null)]
    [InlineData("department", null)]
    [InlineData("", null)]
    public void Fold_reads_what_people_type(string typed, string? code) => Assert.Equal(code, LinkCodes.Fold(typed));

    [Fact]
    public void A_new_code_is_read_back_from_what_people_see_of_it()
    {
        var ids = new Ids(FakeClock.Morning());
        var codes = Enumerable.Range(0, 500).Select(_ => LinkCodes.New(ids)).ToList();

        Assert.All(codes, code => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$", LinkCodes.Show(code)));
        Assert.All(codes, code => Assert.Equal(code, LinkCodes.Fold(LinkCodes.Show(code))));
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Theory]
    [InlineData("link K7Q2M-4XR9T", "K7Q2M4XR9T")]
    [InlineData("Link: k7q2m 4xr9t", "K7Q2M4XR9T")]
    [InlineData("please link K7Q2M4XR9T", "K7Q2M4XR9T")]
    [InlineData("could you link me with K7Q2M-4XR9T, thanks", "K7Q2M4XR9T")]
    [InlineData("my code is K7Q2M-4XR9T", "K7Q2M4XR9T")]
    [InlineData("K7Q2M-4XR9T", "K7Q2M4XR9T")]
    public void A_message_that_brings_a_code_is_one_about_linking(string text, string code)
    {
        Assert.Equal(new LinkRequest(code), LinkWords.Read(text, null, explains: false));
        Assert.Equal(new LinkRequest(code), LinkWords.Read("", Press.Parse(Press.Say(text)), explains: false));
    }

    [Theory]
    [InlineData("link department to the deal")]
    [InlineData("link")]
    [InlineData("register 12345-67890 for Ledger")]
    [InlineData("Smith-Brown")]
    [InlineData("status of DR-7K3Q")]
    [InlineData("linked 12345-6789")]
    public void Words_without_a_code_go_on_to_the_conversation(string text) => Assert.Null(LinkWords.Read(text, null, explains: false));

    [Theory]
    [InlineData("link", true)]
    [InlineData("link my account", true)]
    [InlineData("linkage", false)]
    public void Somebody_unknown_who_begins_with_link_is_told_how(string text, bool isTold) =>
        Assert.Equal(isTold ? new LinkRequest(null) : null, LinkWords.Read(text, null, explains: true));

    [Theory]
    [InlineData("link:k7q2m-4xr9t", "K7Q2M4XR9T")]
    [InlineData("link:nothing", null)]
    [InlineData("code:", null)]
    public void A_press_hands_over_a_code_or_asks_how(string value, string? code) =>
        Assert.Equal(new LinkRequest(code), LinkWords.Read("", Press.Parse(value), explains: false));

    [Theory]
    [InlineData("draft:link K7Q2M-4XR9T")]
    [InlineData("form:link K7Q2M-4XR9T")]
    public void What_somebody_else_may_have_written_links_nobody(string value) => Assert.Null(LinkWords.Read("", Press.Parse(value), explains: true));
}
