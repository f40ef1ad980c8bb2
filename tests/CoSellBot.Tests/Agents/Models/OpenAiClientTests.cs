using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Models.OpenAi;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Models;
using Microsoft.Extensions.AI;
using Xunit;

namespace CoSellBot.Tests.Agents.Models;

/// <summary>The client speaks OpenAI's protocol with OpenAI, Azure and whoever else speaks it; whatever goes wrong there has a name here.</summary>
[Trait("Category", "Contract")]
public class OpenAiClientTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "You are brief."), new(ChatRole.User, "What is the status of DR-7K3Q?")];

    private static readonly ChatOptions WithTool = new()
    {
        MaxOutputTokens = 100,
        Tools = [AIFunctionFactory.Create((string deal) => $"{deal} is approved.", "deal_status", "Status of a deal."), AIFunctionFactory.Create(() => "Help.", "help", "Help.")],
    };

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task Words_calls_and_tokens_come_from_openai_and_from_azure_whole_and_in_pieces(bool isAzure, bool streams)
    {
        await using var server = await ModelBot.OpenAsync(new ScriptedModel(_ => [ModelAnswer.Ask(new ModelCall("call_1", "deal_status", """{"deal":"DR-7K3Q"}""")) with { Usage = new ModelUsage(120, 15) }, ModelAnswer.Say("It is approved.")]),
            new ModelServerOptions { Key = "the-key" });
        var client = Connect(server, isAzure, "the-key").Chat("the-model");

        var asked = await AnswerAsync(client, Question, streams);
        var call = Assert.Single(asked.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("call_1", "deal_status", "DR-7K3Q"), (call.CallId, call.Name, call.Arguments!["deal"]!.ToString()));
        Assert.Equal((120, 15, ChatFinishReason.ToolCalls), (asked.Usage!.InputTokenCount, asked.Usage.OutputTokenCount, asked.FinishReason));
        var said = await AnswerAsync(client, [.. Question, .. asked.Messages, new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call_1", "DR-7K3Q is approved.")])], streams);

        Assert.Equal(("It is approved.", ChatFinishReason.Stop), (said.Text, said.FinishReason));
        var request = server.Requests[0];
        Assert.Equal(isAzure ? "/openai/v1/chat/completions" : "/v1/chat/completions", request.Path);
        Assert.Equal(isAzure ? "the-key" : "Bearer the-key", request.Headers[isAzure ? "api-key" : "Authorization"]);
        Assert.Equal(streams, request.IsStream);
        Assert.Equal(["deal_status", "help"], request.Tools.Select(tool => tool.Name));
        Assert.Equal(100, request.Json.GetProperty("max_completion_tokens").GetInt32());
        Assert.DoesNotContain(request.Headers.Keys, header => header.Contains("api-version", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_identity_of_entra_is_sent_as_a_bearer_token_over_tls_for_the_scope_of_the_settings()
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [ModelAnswer.Say("Hello.")]), new ModelServerOptions { Https = true, Key = "entra-token" });
        var tokens = new OneToken();
        var connection = new OpenAiConnection(server.AzureEndpoint, OpenAiConnection.Entra(tokens, "https://ai.azure.com/.default"), Trusting(server.Certificate!), TimeSpan.FromSeconds(20));
        Assert.Equal("Hello.", (await connection.Chat("deployment").GetResponseAsync(Question)).Text);
        Assert.Equal("https://ai.azure.com/.default", tokens.Scope);
        Assert.Equal("Bearer entra-token", server.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_of_entra_is_never_sent_in_the_open()
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [ModelAnswer.Say("Hello.")]));
        var connection = new OpenAiConnection(server.AzureEndpoint, OpenAiConnection.Entra(new OneToken(), "https://ai.azure.com/.default"), OpenAiConnection.CreateHandler(new Uri("http://127.0.0.1")), TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<ModelException>(() => connection.Chat("deployment").GetResponseAsync(Question));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_cut_at_any_byte_is_no_answer_and_asks_for_no_tool(bool streams)
    {
        var whole = ModelAnswer.Ask(new ModelCall("call_1", "deal_status", """{"deal":"DR-7K3Q"}"""));
        var at = 0;
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [whole with { Fault = new ModelFault.Cut(at) }]));
        var client = Connect(server, isAzure: false, "key").Chat("m");
        var (cut, finished) = (0, 0);
        for (at = 0; finished < 3 && at < 5_000; at++)
        {
            try
            {
                var answer = await AnswerAsync(client, Question, streams);
                // Nothing but the closing line can be missing here: the whole call has arrived.
                Assert.Equal("DR-7K3Q", Assert.Single(answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()).Arguments!["deal"]!.ToString());
                finished++;
            }
            catch (ModelException failure)
            {
                Assert.Equal(streams ? ModelFailure.Cut : ModelFailure.Unavailable, failure.Reason);
                cut++;
            }
        }

        Assert.True(cut > 300 && finished == 3, $"{cut} cut, {finished} whole.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_ends_cleanly_before_its_end_is_cut_too(bool streams)
    {
        var whole = ModelAnswer.Ask(new ModelCall("call_1", "deal_status", """{"deal":"DR-7K3Q"}"""));
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [whole with { Fault = new ModelFault.Cut(260, IsClean: true) }]));
        var failure = await Assert.ThrowsAsync<ModelException>(() => AnswerAsync(Connect(server, isAzure: false, "key").Chat("m"), Question, streams));
        Assert.True(failure.Reason is ModelFailure.Cut or ModelFailure.Malformed, failure.Reason.ToString());
    }

    public static TheoryData<string, ModelFailure, int?> Refusals => new()
    {
        { "429 in 7 s", ModelFailure.Busy, 7_000 },
        { "429 in 250 ms", ModelFailure.Busy, 250 },
        { "429", ModelFailure.Busy, null },
        { "500", ModelFailure.Unavailable, null },
        { "503", ModelFailure.Unavailable, null },
        { "401", ModelFailure.Misconfigured, null },
        { "filtered", ModelFailure.Refused, null },
        { "302", ModelFailure.Misconfigured, null },
        { "html", ModelFailure.Malformed, null },
        { "half", ModelFailure.Malformed, null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_the_service_refuses_or_breaks_has_a_name(string how, ModelFailure reason, int? retryMilliseconds)
    {
        ModelFault fault = how switch
        {
            "429 in 7 s" => ModelFault.TooMany(TimeSpan.FromSeconds(7)),
            "429 in 250 ms" => ModelFault.TooMany(TimeSpan.FromMilliseconds(250)),
            "429" => ModelFault.TooMany(),
            "500" => ModelFault.Broken(),
            "503" => ModelFault.Broken(503),
            "401" => ModelFault.Unauthorized(),
            "filtered" => ModelFault.Filtered(),
            "302" => new ModelFault.Status(302, null, "") { Headers = new Dictionary<string, string> { ["Location"] = "https://elsewhere.example/v1/chat/completions" } },
            "html" => ModelFault.Instead("<html><body>It works!</body></html>", "text/html"),
            _ => ModelFault.Instead("{\"id\":\"x\",\"choices\":[{\"index\":0,\"mess"),
        };
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [ModelAnswer.Fail(fault)]));
        foreach (var streams in new[] { true, false })
        {
            var failure = await Assert.ThrowsAsync<ModelException>(() => AnswerAsync(Connect(server, isAzure: false, "key").Chat("m"), Question, streams));
            Assert.True(failure.Reason == reason || (streams && reason == ModelFailure.Malformed && failure.Reason == ModelFailure.Cut), $"{failure.Reason}, streams: {streams}");
            Assert.Equal(retryMilliseconds, (int?)failure.RetryAfter?.TotalMilliseconds);
            Assert.DoesNotContain("key", failure.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Nobody_at_the_address_is_unavailable()
    {
        var connection = new OpenAiConnection(new Uri("http://127.0.0.1:9/v1/"), OpenAiConnection.Bearer("key"), OpenAiConnection.CreateHandler(new Uri("http://127.0.0.1")), TimeSpan.FromSeconds(5));
        Assert.Equal(ModelFailure.Unavailable, (await Assert.ThrowsAsync<ModelException>(() => connection.Chat("m").GetResponseAsync(Question))).Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_whoever_asks_measures_the_silence_of_a_chat(bool streams)
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [ModelAnswer.Say("Hello.") with { Fault = new ModelFault.Slow(TimeSpan.FromMilliseconds(50)) }]));
        var connection = new OpenAiConnection(server.Endpoint, OpenAiConnection.Bearer("key"), OpenAiConnection.CreateHandler(server.Endpoint), TimeSpan.FromMilliseconds(1));
        Assert.Equal("Hello.", (await AnswerAsync(connection.Chat("m"), Question, streams)).Text);
    }

    [Theory]
    [InlineData(RefusalKind.Refusal, true)]
    [InlineData(RefusalKind.Refusal, false)]
    [InlineData(RefusalKind.ContentFilter, true)]
    [InlineData(RefusalKind.ContentFilter, false)]
    [InlineData(RefusalKind.Length, true)]
    [InlineData(RefusalKind.LengthInCall, true)]
    [InlineData(RefusalKind.LengthInCall, false)]
    public async Task A_refusal_a_filter_and_a_full_measure_are_told_apart(object kind, bool streams)
    {
        await using var server = await ModelServer.StartAsync(new RefusingModel((RefusalKind)kind));
        var answer = await AnswerAsync(Connect(server, isAzure: false, "key").Chat("m"), Question, streams);
        Assert.Equal((RefusalKind)kind is RefusalKind.Length or RefusalKind.LengthInCall ? ChatFinishReason.Length : ChatFinishReason.ContentFilter, answer.FinishReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_malformed_answer_brings_down_more_than_its_own_turn(bool streams)
    {
        foreach (var mode in MalformedModel.Modes)
        {
            await using var server = await ModelServer.StartAsync(new MalformedModel(mode), new ModelServerOptions { ChecksHistory = false });
            try
            {
                var answer = await AnswerAsync(Connect(server, isAzure: false, "key").Chat("m"), Question, streams);
                Assert.NotNull(answer.FinishReason);
            }
            catch (ModelException failure)
            {
                Assert.True(failure.Reason is ModelFailure.Malformed or ModelFailure.Cut or ModelFailure.Unavailable or ModelFailure.Exhausted or ModelFailure.Rejected, $"{mode}: {failure.Reason}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_endless_answer_is_ended(bool oneLine)
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [ModelAnswer.Fail(new ModelFault.Endless(oneLine))]));
        var failure = await Assert.ThrowsAsync<ModelException>(() => AnswerAsync(Connect(server, isAzure: false, "key").Chat("m"), Question, streams: true));
        Assert.Equal(ModelFailure.Exhausted, failure.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Embeddings_come_in_the_order_of_their_texts_from_openai_and_from_azure(bool isAzure)
    {
        await using var server = await ModelBot.OpenAsync(new ScriptedModel(_ => null), new ModelServerOptions { Key = "the-key" });
        var generator = Connect(server, isAzure, "the-key").Embeddings("embedding-model", TimeProvider.System);
        var texts = Enumerable.Range(0, 20).Select(i => $"passage {i}").ToList();
        var together = await generator.GenerateAsync(texts, new Microsoft.Extensions.AI.EmbeddingGenerationOptions { Dimensions = 64 });
        var alone = await generator.GenerateAsync([texts[7]], new Microsoft.Extensions.AI.EmbeddingGenerationOptions { Dimensions = 64 });
        Assert.Equal(20, together.Count);
        Assert.Equal(64, together[7].Vector.Length);
        Assert.Equal(alone[0].Vector.ToArray(), together[7].Vector.ToArray());
        Assert.Equal(isAzure ? "/openai/v1/embeddings" : "/v1/embeddings", server.Requests[0].Path);
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["fine", " "]));
    }

    [Fact]
    public async Task More_texts_than_the_service_takes_at_once_are_parted_and_keep_their_order()
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => null));
        var generator = Connect(server, isAzure: false, "key").Embeddings("m", TimeProvider.System);
        var texts = Enumerable.Range(0, OpenAiEmbeddingGenerator.MostTexts + 5).Select(i => $"t{i}").ToList();
        var options = new Microsoft.Extensions.AI.EmbeddingGenerationOptions { Dimensions = 4 };
        var vectors = await generator.GenerateAsync(texts, options);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal((await generator.GenerateAsync([texts[^1]], options))[0].Vector.ToArray(), vectors[^1].Vector.ToArray());
    }

    [Fact]
    public async Task A_busy_service_is_given_its_time_to_embed()
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => null));
        var busy = new BusyAtFirst(OpenAiConnection.CreateHandler(server.Endpoint), times: 2);
        var generator = new OpenAiConnection(server.Endpoint, OpenAiConnection.Bearer("key"), busy, TimeSpan.FromSeconds(20)).Embeddings("m", TimeProvider.System);
        Assert.Single(await generator.GenerateAsync(["text"]));
        Assert.Equal(3, busy.Asked);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refused_embedding_says_why()
    {
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => null), new ModelServerOptions { Key = "another" });
        Assert.Equal(ModelFailure.Misconfigured, (await Assert.ThrowsAsync<ModelException>(() => Connect(server, isAzure: false, "key").Embeddings("m", TimeProvider.System).GenerateAsync(["text"]))).Reason);
    }

    private static OpenAiConnection Connect(ModelServer server, bool isAzure, string key) => new(
        ModelBot.Address(isAzure ? server.AzureEndpoint : server.Endpoint), isAzure ? OpenAiConnection.ApiKey(key) : OpenAiConnection.Bearer(key), OpenAiConnection.CreateHandler(new Uri("http://127.0.0.1")), TimeSpan.FromSeconds(20));

    private static async Task<ChatResponse> AnswerAsync(OpenAiChatClient client, IEnumerable<ChatMessage> messages, bool streams) =>
        streams ? await client.GetStreamingResponseAsync(messages, WithTool).ToChatResponseAsync() : await client.GetResponseAsync(messages, WithTool);

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate) => new()
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
    };

    private sealed class BusyAtFirst(HttpMessageHandler inner, int times) : DelegatingHandler(inner)
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (++Asked > times)
            {
                return base.SendAsync(request, cancellationToken);
            }

            var refusal = new HttpResponseMessage(System.Net.HttpStatusCode.TooManyRequests) { Content = new StringContent("{}") };
            refusal.Headers.Add("retry-after-ms", "15");
            return Task.FromResult(refusal);
        }
    }

    private sealed class OneToken : AuthenticationTokenProvider
    {
        public string? Scope { get; private set; }

        public override GetTokenOptions? CreateTokenOptions(IReadOnlyDictionary<string, object> properties) => new(properties);

        public override AuthenticationToken GetToken(GetTokenOptions options, CancellationToken cancellationToken)
        {
            Scope = ((ReadOnlyMemory<string>)options.Properties[GetTokenOptions.ScopesPropertyName]).Span[0];
            return new AuthenticationToken("entra-token", "Bearer", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AuthenticationToken> GetTokenAsync(GetTokenOptions options, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(options, cancellationToken));
    }
}
