using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CoSellBot.Tests.Models;

/// <summary>Sends an answer, or the part of it that its fault lets through.</summary>
internal static class AnswerSender
{
    private const string EventStream = "text/event-stream; charset=utf-8";
    private const string PlainJson = "application/json";
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends JSON whole.</summary>
    public static Task SendJsonAsync(HttpResponse response, int status, object body, CancellationToken over)
    {
        response.StatusCode = status;
        return SendAllAsync(response, PlainJson, JsonSerializer.SerializeToUtf8Bytes(body), over);
    }

    /// <summary>Sends an error in OpenAI's shape.</summary>
    public static Task SendErrorAsync(HttpResponse response, ApiError error, CancellationToken over) => SendJsonAsync(response, error.Status, error.Body, over);

    /// <summary>Sends an answer in the way that was asked for; returns when it is sent, or throws to break the connection.</summary>
    public static async Task SendAsync(HttpResponse response, ModelRequest request, ModelAnswer answer, int number, CancellationToken over)
    {
        if (answer.Fault is { Wait.Ticks: > 0 } late)
        {
            await Task.Delay(late.Wait, over);
        }

        switch (answer.Fault)
        {
            case ModelFault.Status status:
                await SendStatusAsync(response, status, over);
                return;
            case ModelFault.Replaced other:
                await SendAllAsync(response, other.ContentType ?? (request.IsStream ? EventStream : PlainJson), other.Bytes, over);
                return;
        }

        byte[][] pieces = request.IsStream ? [.. ChatBody.Pieces(request, answer, number)] : [ChatBody.Whole(request, answer, number)];
        response.ContentType = request.IsStream ? EventStream : PlainJson;
        switch (answer.Fault)
        {
            case ModelFault.Cut cut:
                await SendCutAsync(response, request.IsStream, [.. pieces.SelectMany(piece => piece)], cut, over);
                return;
            case ModelFault.Endless endless:
                await SendEndlesslyAsync(response, request, endless, number, over);
                return;
            case ModelFault.Stalled:
                var first = pieces[0];
                await WriteAsync(response, request.IsStream ? first : first[..(first.Length / 2)], over);
                await Task.Delay(Timeout.InfiniteTimeSpan, over);
                return;
            case ModelFault.Slow { Between: { Ticks: > 0 } between }:
                foreach (var piece in request.IsStream ? pieces : pieces.SelectMany(whole => whole.Chunk((whole.Length / 10) + 1)))
                {
                    await WriteAsync(response, piece, over);
                    await Task.Delay(between, over);
                }

                return;
        }

        response.ContentLength = request.IsStream ? null : pieces[0].Length;
        foreach (var piece in pieces)
        {
            await WriteAsync(response, piece, over);
        }
    }

    private static Task SendStatusAsync(HttpResponse response, ModelFault.Status status, CancellationToken over)
    {
        foreach (var (name, value) in status.Headers)
        {
            response.Headers[name] = value;
        }

        response.StatusCode = status.Number;
        return status.Body is { } body
            ? SendAllAsync(response, PlainJson, Encoding.UTF8.GetBytes(body), over)
            : SendErrorAsync(response, new ApiError(status.Number, status.Message, null, status.Code), over);
    }

    private static async Task SendCutAsync(HttpResponse response, bool isStream, byte[] all, ModelFault.Cut cut, CancellationToken over)
    {
        var bytes = Math.Min(cut.Bytes, all.Length);
        response.ContentLength = isStream || cut.IsClean ? null : all.Length;
        await response.StartAsync(over);
        await WriteAsync(response, all[..bytes], over);
        if (!cut.IsClean && bytes < all.Length)
        {
            // Kestrel closes the connection after what was written; Abort could overtake it and take it away from the client.
            throw new IOException("Cut on purpose.");
        }
    }

    private static async Task SendEndlesslyAsync(HttpResponse response, ModelRequest request, ModelFault.Endless endless, int number, CancellationToken over)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("and so on ", 400)));
        await WriteAsync(response, request.IsStream ? ChatBody.Words(request, number, "It begins ") : """{"id":"chatcmpl-endless","object":"chat.completion","model":" """u8.ToArray(), over);
        if (request.IsStream && endless.OneLine)
        {
            await WriteAsync(response, """data: {"choices":[{"index":0,"delta":{"content":" """u8.ToArray(), over);
        }

        while (true)
        {
            await WriteAsync(response, request.IsStream && !endless.OneLine ? ChatBody.Words(request, number, "and so on ") : text, over);

            // A client without a limit gets megabytes a second instead of gigabytes.
            await Task.Delay(Breath, over);
        }
    }

    private static Task SendAllAsync(HttpResponse response, string contentType, byte[] body, CancellationToken over)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return WriteAsync(response, body, over);
    }

    private static async Task WriteAsync(HttpResponse response, byte[] bytes, CancellationToken over)
    {
        await response.Body.WriteAsync(bytes, over);
        await response.Body.FlushAsync(over);
    }
}
