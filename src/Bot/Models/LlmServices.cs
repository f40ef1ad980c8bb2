using Azure.Identity;
using CoSellBot.Agents;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Models.OpenAi;
using CoSellBot.Agents.Prompts;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using Microsoft.Extensions.AI;

namespace CoSellBot.Bot.Models;

/// <summary>The language engines: the one in this process, and before it the model of the settings, if there is one.</summary>
internal static class LlmServices
{
    /// <summary>Adds them.</summary>
    /// <exception cref="InvalidOperationException">The <c>Llm:*</c> settings are incomplete or unsafe.</exception>
    public static void AddLanguageModels(this IHostApplicationBuilder builder)
    {
        var options = LlmOptions.Read(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(options.Caps);
        if (options.Provider == LlmProvider.Offline)
        {
            services.AddSingleton(provider => OfflineEngine.Create(provider.GetRequiredService<DealDesk>()));
            return;
        }

        services.AddSingleton(options);
        services.AddSingleton(_ => Connect(options));
        services.AddSingleton(provider => PromptBook.Open(
            PromptFolder(builder.Environment), builder.Environment.IsDevelopment(), provider.GetRequiredService<ToolCatalog>().Names, provider.GetRequiredService<ILogger<PromptBook>>()));
        services.AddSingleton<IChatClient>(provider => Engine(provider, provider.GetRequiredService<OpenAiConnection>().Chat(options.Model)));
        if (options.EmbeddingModel is { } embeddings)
        {
            services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => provider.GetRequiredService<OpenAiConnection>().Embeddings(embeddings, provider.GetRequiredService<TimeProvider>()));
        }
    }

    // Whoever works on the prompts edits those of the checkout, not the copies beside the program.
    private static string PromptFolder(IHostEnvironment environment) =>
        environment.IsDevelopment() && File.Exists(Path.Combine("prompts", "system.md")) ? Path.GetFullPath("prompts") : Path.Combine(AppContext.BaseDirectory, "prompts");

    private static FallbackChatClient Engine(IServiceProvider provider, IChatClient model)
    {
        var caps = provider.GetRequiredService<ModelSettings>();
        var clock = provider.GetRequiredService<TimeProvider>();
        var desk = provider.GetRequiredService<DealDesk>();
        var catalog = provider.GetRequiredService<ToolCatalog>();
        var looped = new ToolCallingChatClient(new PatientChatClient(model, caps, clock), caps.MostSteps, caps.MostCalls);
        var prompted = new PromptedChatClient(looped, provider.GetRequiredService<PromptBook>(), catalog, desk, provider.GetRequiredService<Ids>(), caps);
        return new FallbackChatClient(prompted, OfflineEngine.Create(desk), caps, clock, provider.GetRequiredService<ILogger<FallbackChatClient>>());
    }

    private static OpenAiConnection Connect(LlmOptions options) => new(
        options.Endpoint,
        options switch
        {
            { Provider: LlmProvider.Azure, ApiKey: { } key } => OpenAiConnection.ApiKey(key),
            { Provider: LlmProvider.Azure } => OpenAiConnection.Entra(new DefaultAzureCredential(), options.Scope),
            // Local services ask for no key and take any.
            _ => OpenAiConnection.Bearer(options.ApiKey ?? "none"),
        },
        OpenAiConnection.CreateHandler(options.Endpoint),
        options.Caps.Silence);
}
