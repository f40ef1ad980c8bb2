using CoSellBot.Bot;
using CoSellBot.Bot.Commands;

return args.FirstOrDefault() switch
{
    "import" => await ImportCommand.RunAsync(args[1..]),
    "index" => await IndexCommand.RunAsync(args[1..]),
    "chat" => await ChatCommand.RunAsync(args[1..]),
    "teams-manifest" => await TeamsManifestCommand.RunAsync(args[1..]),
    "slack-manifest" => await SlackManifestCommand.RunAsync(args[1..]),
    "playground" => await PlaygroundCommand.RunAsync(args[1..]),
    "link-code" => await LinkCodeCommand.RunAsync(args[1..]),
    "unlink" => await UnlinkCommand.RunAsync(args[1..]),
    "verify-audit" => await VerifyAuditCommand.RunAsync(args[1..]),
    "export-audit" => await ExportAuditCommand.RunAsync(args[1..]),
    "accept-restore" => await AcceptRestoreCommand.RunAsync(args[1..]),
    "run" => await Server.RunAsync(args[1..]),
    null or ['-', ..] => await Server.RunAsync(args),
    var unknown => Unknown(unknown),
};

static int Unknown(string command)
{
    Console.Error.WriteLine($"There is no command '{command}'. Commands: run (default), import, index, chat, link-code, unlink, verify-audit, export-audit, accept-restore, teams-manifest, slack-manifest, playground.");
    return 2;
}
