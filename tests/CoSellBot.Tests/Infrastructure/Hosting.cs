using CoSellBot.Agents.Replies;
using CoSellBot.Bot;
using CoSellBot.Bot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>Changes to the host that fault tests need, all by replacing services.</summary>
internal static class Hosting
{
    /// <summary>Starts no loops: work happens only when a test runs a worker or waits for idleness.</summary>
    public static void ByHand(IServiceCollection services)
    {
        services.RemoveAll<IHostedService>();
        services.AddHostedService(provider => provider.GetRequiredService<Opening>());
    }

    /// <summary>Runs something before the language engine answers; it gets the words.</summary>
    public static void BeforeAnswer(this IServiceCollection services, Func<string, CancellationToken, Task> before)
    {
        var real = services.Last(service => service.ServiceType == typeof(IChatClient)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton<IChatClient>(provider => new Interrupted((IChatClient)real(provider), before)));
    }

    /// <summary>Stands between the host and its channel.</summary>
    public static void Between(this IServiceCollection services, Func<IChannel, IChannel> wrap)
    {
        var real = services.Last(service => service.ServiceType == typeof(IChannel)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton(provider => wrap((IChannel)real(provider))));
    }

    /// <summary>The host's own worker of a kind.</summary>
    public static T Worker<T>(this CoSellBotFactory bot)
        where T : IWorker => bot.App.Services.GetServices<IWorker>().OfType<T>().Single();

    private sealed class Interrupted(IChatClient inner, Func<string, CancellationToken, Task> before) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var history = messages.ToList();
            await before(history[^1].Text, cancellationToken);
            return await base.GetResponseAsync(history, options, cancellationToken);
        }
    }
}

/// <summary>A channel that refuses some sends, and notes those it passed on.</summary>
internal sealed class FlakyChannel(IChannel inner, Func<string, bool> fails) : IChannel
{
    private readonly Lock _lock = new();
    private readonly List<(string Conversation, string MessageId)> _shown = [];

    public string Name => inner.Name;

    public IReadOnlyList<(string Conversation, string MessageId)> Shown
    {
        get
        {
            lock (_lock)
            {
                return [.. _shown];
            }
        }
    }

    public Task SendAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken) =>
        PassAsync(place, messageId, () => inner.SendAsync(place, messageId, reply, cancellationToken));

    public Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken) =>
        PassAsync(place, messageId, () => inner.UpdateAsync(place, messageId, reply, cancellationToken));

    public Task<Roster> ReadMembersAsync(ConversationReference place, CancellationToken cancellationToken) => inner.ReadMembersAsync(place, cancellationToken);

    public Task ShowTypingAsync(ConversationReference place, bool typing, CancellationToken cancellationToken) => inner.ShowTypingAsync(place, typing, cancellationToken);

    public bool ShowsRepeatsOnce => inner.ShowsRepeatsOnce;

    public Task<bool?> HasArrivedAsync(ConversationReference place, string messageId, DateTimeOffset since, CancellationToken cancellationToken) =>
        inner.HasArrivedAsync(place, messageId, since, cancellationToken);

    public Task DeleteAsync(ConversationReference place, string messageId, CancellationToken cancellationToken) => inner.DeleteAsync(place, messageId, cancellationToken);

    public Task<ConversationReference?> PrivatePlaceOfAsync(string personId, CancellationToken cancellationToken) => inner.PrivatePlaceOfAsync(personId, cancellationToken);

    private async Task PassAsync(ConversationReference place, string messageId, Func<Task> pass)
    {
        if (fails(place.PlaceId))
        {
            throw new HttpRequestException("The channel is away.");
        }

        await pass();
        lock (_lock)
        {
            _shown.Add((place.Key, messageId));
        }
    }
}
