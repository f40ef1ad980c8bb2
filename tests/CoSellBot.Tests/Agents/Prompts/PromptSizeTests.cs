using System.Text;
using System.Text.Json;
using CoSellBot.Agents;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Prompts;
using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Agents.Prompts;

/// <summary>What a turn costs before anybody has said a word.</summary>
public class PromptSizeTests(ITestOutputHelper output)
{
    private const int Most = 6_000;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Prompt_and_tools_of_every_choice_of_agents_fit_into_six_thousand_bytes(bool isVendor)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var files = PromptBook.Open(Path.Combine(AppContext.BaseDirectory, "prompts"), reloads: false, NullLogger.Instance).Files;
        var asker = new Principal("main", "PER-X", "X", new Organization("ORG-X", isVendor ? OrganizationKind.Vendor : OrganizationKind.Partner, "X"), isVendor ? Role.Rep : Role.PartnerSeller);
        var turn = new AgentTurn("hello", asker, null, new TurnPlace("k", true, Audience.Unreadable, []), AgentSession.Empty, "m", ReadingContext.From("en-GB", "Etc/UTC"));
        var set = await bot.App.Services.GetRequiredService<ToolCatalog>().OpenAsync(turn, CancellationToken.None);
        foreach (var agents in AgentRouter.Choices(files.Agents, isVendor))
        {
            var prompt = files.Render(agents, PromptValues.Sample with { InHand = "", History = "" });
            var tools = JsonSerializer.Serialize(PromptedChatClient.Tools(set, agents).Select(tool => new { type = "function", function = new { name = tool.Name, description = tool.Description, parameters = tool.JsonSchema } }), Plain);
            var size = Encoding.UTF8.GetByteCount(prompt) + Encoding.UTF8.GetByteCount(tools);
            output.WriteLine($"{string.Join('+', agents.Select(agent => agent.Name))}: {Encoding.UTF8.GetByteCount(prompt)} + {Encoding.UTF8.GetByteCount(tools)}");
            Assert.True(size <= Most, $"{string.Join(", ", agents.Select(agent => agent.Name))}: {size} bytes.");
        }
    }
}
