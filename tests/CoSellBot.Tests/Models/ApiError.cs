namespace CoSellBot.Tests.Models;

/// <summary>An error in OpenAI's shape.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What people read.</param>
/// <param name="Param">The argument at fault.</param>
/// <param name="Code">What programs read.</param>
internal sealed record ApiError(int Status, string Message, string? Param, string? Code)
{
    /// <summary>The body as sent.</summary>
    public object Body => new
    {
        error = new
        {
            message = Message,
            type = Status switch { 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" },
            param = Param,
            code = Code,
        },
    };
}
