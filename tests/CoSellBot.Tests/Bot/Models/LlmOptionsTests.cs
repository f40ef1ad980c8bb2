using CoSellBot.Agents.Models;
using CoSellBot.Bot.Models;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CoSellBot.Tests.Bot.Models;

/// <summary>A half-filled or unsafe set of settings stops the start with a sentence that names the setting and never its value.</summary>
public class LlmOptionsTests
{
    [Fact]
    public void Without_settings_no_model_is_asked()
    {
        var options = Read();
        Assert.Equal(LlmProvider.Offline, options.Provider);
        Assert.False(options.Caps.IsOn);
    }

    [Theory]
    [InlineData("Llm:Provider=openai|Llm:Model=gpt|Llm:ApiKey=k", LlmProvider.OpenAi, "https://api.openai.com/v1/")]
    [InlineData("Llm:Provider=azure|Llm:Model=deployment|Llm:Endpoint=https://res.openai.azure.com/openai/v1/|Llm:ApiKey=k", LlmProvider.Azure, "https://res.openai.azure.com/openai/v1/")]
    [InlineData("Llm:Provider=azure|Llm:Model=deployment|Llm:Endpoint=https://res.openai.azure.com/openai/v1", LlmProvider.Azure, "https://res.openai.azure.com/openai/v1/")]
    [InlineData("Llm:Provider=OpenAI|Llm:Model=llama|Llm:Endpoint=http://ollama:11434/v1", LlmProvider.OpenAi, "http://ollama:11434/v1/")]
    public void A_whole_set_is_taken(string settings, LlmProvider provider, string endpoint)
    {
        var options = Read(settings.Split('|'));
        Assert.Equal((provider, endpoint, true), (options.Provider, options.Endpoint.AbsoluteUri, options.Caps.IsOn));
    }

    [Theory]
    [InlineData("Llm:Provider=bard", "Llm:Provider is not known")]
    [InlineData("Llm:Provider=openai|Llm:ApiKey=secret-value", "Llm:Model is missing")]
    [InlineData("Llm:Provider=openai|Llm:Model=gpt", "Llm:ApiKey is missing")]
    [InlineData("Llm:Provider=azure|Llm:Model=d|Llm:ApiKey=secret-value", "Llm:Endpoint is missing")]
    [InlineData("Llm:Provider=azure|Llm:Model=d|Llm:Endpoint=http://res.example/openai/v1/", "Llm:Endpoint has to be https where no Llm:ApiKey")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:Endpoint=http://far.example/v1/|Llm:ApiKey=secret-value", "Llm:Endpoint has to be https where Llm:ApiKey is set")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:Endpoint=https://far.example/api", "up to and including /v1")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:Endpoint=https://user:secret-value@far.example/v1", "up to and including /v1")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:ApiKey=secret-value|Llm:TurnSeconds=600", "Llm:TurnSeconds has to be 50 at most")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:ApiKey=secret-value|Llm:TokensPerTurn=many", "Llm:TokensPerTurn has to be a number")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:ApiKey=secret-value|Llm:Streaming=perhaps", "Llm:Streaming has to be true or false")]
    [InlineData("Llm:Provider=openai|Llm:Model=m|Llm:ApiKey=secret-value|Llm:CostPerPersonAndDay=2", "needs Llm:InputPrice and Llm:OutputPrice")]
    public void What_is_missing_or_unsafe_is_named(string settings, string message)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Read(settings.Split('|')));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cost_is_counted_from_the_prices_of_a_million_tokens()
    {
        var caps = Read("Llm:Provider=openai", "Llm:Model=m", "Llm:ApiKey=k", "Llm:InputPrice=2.5", "Llm:OutputPrice=10", "Llm:CostPerPersonAndDay=0.05").Caps;
        Assert.Equal(0.035m, caps.Cost(new ModelUse(3, 10_000, 1_000)));
        Assert.False(caps.IsSpent(new ModelUse(3, 10_000, 1_000)));
        Assert.True(caps.IsSpent(new ModelUse(4, 12_000, 2_000)));
        Assert.True(new ModelSettings { TokensPerPersonAndDay = 100 }.IsSpent(new ModelUse(1, 90, 10)));
    }

    private static LlmOptions Read(params string[] settings) =>
        LlmOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting[..setting.IndexOf('=', StringComparison.Ordinal)], (string?)setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]))).Build());
}
