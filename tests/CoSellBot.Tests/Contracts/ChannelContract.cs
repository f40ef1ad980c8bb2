using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>What every way to speak promises. An implementation shows its places to the test through <see cref="Fixture"/>.</summary>
public abstract class ChannelContract : IAsyncLifetime
{
    /// <summary>Places of the channel under test, and what stands in them.</summary>
    /// <param name="Channel">The channel.</param>
    /// <param name="PersonId">A person with a direct place.</param>
    /// <param name="DirectMember">The same person by the channel's id.</param>
    /// <param name="OtherPersonId">Another person.</param>
    /// <param name="Room">A place of several people.</param>
    /// <param name="RoomMembers">Who is in it, by the channel's ids.</param>
    /// <param name="Unknown">A place the channel knows nothing of.</param>
    /// <param name="Shown">The bot's messages in a place in their order, as plain text.</param>
    protected sealed record Fixture(
        IChannel Channel, string PersonId, string DirectMember, string OtherPersonId, ConversationReference Room, IReadOnlyList<string> RoomMembers, ConversationReference Unknown,
        Func<ConversationReference, Task<IReadOnlyList<string>>> Shown);

    private Fixture World { get; set; } = null!;

    private IChannel Channel => World.Channel;

    private ConversationReference Direct { get; set; } = null!;

    public async Task InitializeAsync()
    {
        World = await OpenAsync();
        Direct = (await Channel.PrivatePlaceOfAsync(World.PersonId, CancellationToken.None))!;
    }

    public async Task DisposeAsync() => await CloseAsync();

    [Fact]
    public async Task A_message_is_sent_and_then_replaced_in_its_place()
    {
        await Channel.SendAsync(World.Room, "message-1", Words("say.no_answer"), CancellationToken.None);
        await Channel.SendAsync(World.Room, "message-2", Words("say.dropped"), CancellationToken.None);
        Assert.Equal([Text("say.no_answer"), Text("say.dropped")], await World.Shown(World.Room));

        await Channel.UpdateAsync(World.Room, "message-1", Words("say.confirmed"), CancellationToken.None);

        Assert.Equal([Text("say.confirmed"), Text("say.dropped")], await World.Shown(World.Room));
    }

    [Fact]
    public async Task The_same_id_sent_twice_shows_once()
    {
        await Channel.SendAsync(World.Room, "message-1", Words("say.no_answer"), CancellationToken.None);
        await Channel.SendAsync(World.Room, "message-1", Words("say.no_answer"), CancellationToken.None);
        Assert.Equal([Text("say.no_answer")], await World.Shown(World.Room));
    }

    [Fact]
    public async Task The_same_update_twice_changes_nothing_more()
    {
        await Channel.SendAsync(World.Room, "message-1", Words("say.no_answer"), CancellationToken.None);
        await Channel.UpdateAsync(World.Room, "message-1", Words("say.confirmed"), CancellationToken.None);
        await Channel.UpdateAsync(World.Room, "message-1", Words("say.confirmed"), CancellationToken.None);
        Assert.Equal([Text("say.confirmed")], await World.Shown(World.Room));
    }

    [Fact]
    public async Task A_message_stands_in_its_own_place_only()
    {
        await Channel.SendAsync(Direct, "message-1", Words("say.no_answer"), CancellationToken.None);
        Assert.Equal([Text("say.no_answer")], await World.Shown(Direct));
        Assert.Empty(await World.Shown(World.Room));
    }

    [Fact]
    public async Task Sending_to_many_places_at_once_mixes_nothing_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? Channel.SendAsync(Direct, $"direct-{i}", Words("say.no_answer"), CancellationToken.None)
            : Channel.SendAsync(World.Room, $"room-{i}", Words("say.dropped"), CancellationToken.None)));
        Assert.Equal(Enumerable.Repeat(Text("say.no_answer"), 10), await World.Shown(Direct));
        Assert.Equal(Enumerable.Repeat(Text("say.dropped"), 10), await World.Shown(World.Room));
    }

    [Fact]
    public async Task A_message_is_taken_away_and_taking_it_away_twice_is_no_failure()
    {
        await Channel.SendAsync(World.Room, "message-1", Words("say.no_answer"), CancellationToken.None);
        await Channel.SendAsync(World.Room, "message-2", Words("say.dropped"), CancellationToken.None);
        await Channel.DeleteAsync(World.Room, "message-1", CancellationToken.None);
        await Channel.DeleteAsync(World.Room, "message-1", CancellationToken.None);
        Assert.Equal([Text("say.dropped")], await World.Shown(World.Room));
    }

    [Fact]
    public async Task A_direct_place_has_one_member_and_is_private()
    {
        var roster = await Channel.ReadMembersAsync(Direct, CancellationToken.None);
        Assert.Equal([World.DirectMember], roster.Users.Select(user => user.UserId));
        Assert.True(roster is { IsComplete: true, IsPrivate: true });
    }

    [Fact]
    public async Task A_room_tells_all_its_members_and_is_not_private()
    {
        var roster = await Channel.ReadMembersAsync(World.Room, CancellationToken.None);
        Assert.Equal(World.RoomMembers.Order(StringComparer.Ordinal), roster.Users.Select(user => user.UserId).Order(StringComparer.Ordinal));
        Assert.True(roster is { IsComplete: true, IsPrivate: false });
    }

    [Fact]
    public async Task The_roster_of_an_unknown_place_is_incomplete_and_no_exception()
    {
        var roster = await Channel.ReadMembersAsync(World.Unknown, CancellationToken.None);
        Assert.False(roster.IsComplete);
        Assert.False(roster.IsPrivate);
    }

    [Fact]
    public async Task A_private_place_belongs_to_this_channel_and_to_one_person()
    {
        Assert.Equal(Channel.Name, Direct.Channel);
        Assert.Equal(Direct, await Channel.PrivatePlaceOfAsync(World.PersonId, CancellationToken.None));
        Assert.NotEqual(Direct.Key, (await Channel.PrivatePlaceOfAsync(World.OtherPersonId, CancellationToken.None))?.Key);
        Assert.NotEqual(World.Room.Key, Direct.Key);
    }

    [Fact]
    public async Task Showing_that_an_answer_is_on_its_way_never_fails_and_leaves_no_message()
    {
        await Channel.ShowTypingAsync(World.Room, typing: true, CancellationToken.None);
        await Channel.ShowTypingAsync(World.Room, typing: false, CancellationToken.None);
        await Channel.ShowTypingAsync(World.Unknown, typing: true, CancellationToken.None);
        Assert.Empty(await World.Shown(World.Room));
    }

    /// <summary>Opens the channel with its places empty.</summary>
    protected abstract Task<Fixture> OpenAsync();

    /// <summary>Lets it go.</summary>
    protected abstract Task CloseAsync();

    private static VisibleReply Words(string key) =>
        AgentReply.Say(Phrase.Of(key)).Reveal(Ceiling.PublicOnly, Texts.Shipped, ReadingContext.From("en-GB", "Etc/UTC"))!;

    private static string Text(string key) => Words(key).ToPlainText();
}
