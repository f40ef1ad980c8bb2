using System.Xml.Linq;
using CoSellBot.Bot.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>Keeps the keys that secrets are protected with in the store, so that they survive a restart and all processes share them.</summary>
internal sealed class DataProtectionKeys(BotStore store) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => Wait(() => store.ReadAsync(
        async context => (await context.Set<DataProtectionKey>().AsNoTracking().OrderBy(key => key.Name).ToListAsync()).ConvertAll(key => XElement.Parse(key.Xml)), CancellationToken.None));

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        var xml = element.ToString(SaveOptions.DisableFormatting);
        Wait(() => store.WriteAsync(
            async context =>
            {
                await context.Set<DataProtectionKey>().Where(key => key.Name == friendlyName).ExecuteDeleteAsync();
                context.Add(new DataProtectionKey { Name = friendlyName, Xml = xml });
                return true;
            },
            CancellationToken.None));
    }

    // The framework asks for keys without waiting for tasks; on a thread of the pool nothing can wait for the caller's.
    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
