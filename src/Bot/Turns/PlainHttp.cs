using System.Diagnostics.CodeAnalysis;

namespace CoSellBot.Bot.Turns;

/// <summary>HTTP towards the addresses of the settings: no redirects, cookies or retries of its own, and answers of a limited size.</summary>
internal static class PlainHttp
{
    /// <summary>A client of its own; the timeout covers the body too.</summary>
    public static HttpClient Create(TimeSpan timeout, long largestAnswer, Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        HttpMessageHandler handler = new Buffered(largestAnswer, new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        });
        return new HttpClient(around?.Invoke(handler) ?? handler) { Timeout = timeout };
    }

    /// <summary>Reads every answer to its end while the client's timeout still runs: callers that only wait for the headers would wait for a slow body for ever.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The inner handler belongs to this one.")]
    private sealed class Buffered(long largest, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            try
            {
                await response.Content.LoadIntoBufferAsync(largest, cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
