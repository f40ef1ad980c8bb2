using CoSellBot.Agents;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Prompts;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CoSellBot.Tests.Agents.Prompts;

/// <summary>What a turn costs before anybody has said a word.</summary>
public class PromptSizeTests
{
    [Fact]
    public async Task Prompt_and_tools_of_any_two_agents_fit_into_six_thousand_bytes_and_a_third_comes_along_where_it_fits()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var files = PromptBook.Open(Path.Combine(AppContext.BaseDirectory, "prompts"), reloads: false, bot.App.Services.GetRequiredService<ToolCatalog>().Names, NullLogger.Instance).Files;
        var set = await TestTurn.ToolsAsync(bot, "hello");
        var always = files.Agents.Where(agent => agent.IsAlways).ToList();
        var others = files.Agents.Except(always).ToList();
        foreach (var first in others)
        {
            foreach (var second in others.Where(second => second != first))
            {
                Assert.InRange(PromptedChatClient.Size(files, [.. always, first, second], set, PromptValues.Sample), 2_000, PromptedChatClient.MostBytes);
                foreach (var third in others.Where(third => third != first && third != second))
                {
                    var fitting = PromptedChatClient.Fitting(files, [.. always, first, second, third], set, PromptValues.Sample);
                    Assert.InRange(PromptedChatClient.Size(files, fitting, set, PromptValues.Sample), 2_000, PromptedChatClient.MostBytes);
                    Assert.Equal([first, second], fitting.Skip(always.Count).Take(2));
                }
            }
        }
    }
}
