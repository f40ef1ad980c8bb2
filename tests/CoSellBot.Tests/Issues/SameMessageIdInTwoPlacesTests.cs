using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Issues;

/// <summary>Words sent to a private place under an id already used in a channel replaced the words in the channel.</summary>
public class SameMessageIdInTwoPlacesTests
{
    [Fact]
    public async Task The_same_id_in_two_places_is_two_messages()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var (place, text) in new[] { ("PLC-NIMBUS", "help"), ("dm", "status of Litware, our secret") })
        {
            using var response = await bot.PostAsync("PER-LENA", place, "messages", new { id = "m-1", text });
            response.EnsureSuccessStatusCode();
        }

        await bot.IdleAsync();

        Assert.Equal(["help"], (await bot.TranscriptAsync("PER-LENA", "PLC-NIMBUS")).Where(m => m.FromPersonId is not null).Select(m => m.Text));
        Assert.Equal(["status of Litware, our secret"], (await bot.TranscriptAsync("PER-LENA")).Where(m => m.FromPersonId is not null).Select(m => m.Text));
    }
}
