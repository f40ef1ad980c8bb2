using System.Globalization;
using CoSellBot.Agents;
using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Audit;
using CoSellBot.Bot.Development;
using CoSellBot.Bot.Library;
using CoSellBot.Bot.Models;
using CoSellBot.Bot.Notices;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;
using CoSellBot.Bot.Web;
using CoSellBot.Prm;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Embedded;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot;

/// <summary>Puts the house together: record, library, conversation, host.</summary>
public static class Composition
{
    /// <summary>Everything but the web server.</summary>
    public static void AddCoSellBot(this IHostApplicationBuilder builder)
    {
        CheckSettings(builder.Configuration, builder.Environment);
        // Statements carry customers' names as literals or parameters; they belong in no log.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        var services = builder.Services;
        var connection = ConnectionString(builder.Configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new BusinessClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Ids(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new Tenant("main"));
        services.AddSingleton<SingleWriter>();

        services.AddDbContextFactory<PrmDbContext>(options => options.UseCoSellBot(connection));
        services.AddSingleton<IPrm, EmbeddedPrm>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<RegistrationLedger>();
        services.AddSingleton<ReviewLedger>();
        services.AddSingleton<ClaimLedger>();
        services.AddSingleton<ApproverLedger>();
        services.AddSingleton<ProgrammeLedger>();
        var audit = AuditOptions.From(builder.Configuration);
        services.AddSingleton(audit);
        services.AddSingleton(new AuditAnchor(audit.Anchor));
        services.AddSingleton<AuditSealer>();
        services.AddSingleton<AuditRestore>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<AuditExport>();
        services.AddSingleton(ProgrammeOptions.Telling(builder.Configuration));
        services.AddSingleton(ProgrammeOptions.Access(builder.Configuration));
        services.AddSingleton(ProgrammeOptions.Answers(builder.Configuration));
        services.AddSingleton<RegistrationBook>();
        services.AddSingleton<Prm.Partners.Directory>();
        services.AddSingleton<WorkCalendars>();
        services.AddSingleton<WorldImport>();
        services.AddSingleton<TablePaste>();
        services.AddSingleton<WorldSeed>();

        builder.AddLibrary(connection);

        services.AddSingleton<DealDesk>();
        services.AddSingleton<DealSearch>();
        services.AddSingleton<DealHome>();
        services.AddSingleton<ReviewBook>();
        services.AddSingleton<ClockBook>();
        services.AddSingleton<HandoverLedger>();
        services.AddSingleton<ClockLedger>();
        services.AddSingleton<AppealLedger>();
        services.AddSingleton<DisputeLedger>();
        services.AddSingleton<DisputeWatch>();
        services.AddSingleton<DisputeBook>();
        services.AddSingleton<CreditBook>();
        services.AddSingleton<DecisionDesk>();
        services.AddSingleton<DecisionActions>();
        services.AddSingleton<DisputeActions>();
        services.AddSingleton<ClaimActions>();
        services.AddSingleton<DealCoach>();
        services.AddSingleton<ToolCatalog>();
        services.AddSingleton<ProposalActions>();
        services.AddSingleton(TrainedModels.Open(Path.Combine(AppContext.BaseDirectory, "prompts", "intents"), ModelFolder(builder.Configuration)));
        builder.AddLanguageModels();
        services.AddSingleton<CoSellAgent>();

        services.AddDbContextFactory<BotDbContext>(options => options.UseCoSellBot(connection));
        services.AddSingleton<BotStore>();
        services.AddSingleton<SharedCommit>();
        services.AddSingleton<SoleProcess>();
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<KillPoints>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<Recollection>();
        services.AddSingleton<Errands>();
        services.AddSingleton<TurnRunner>();
        services.AddSingleton<IdentityLinks>();
        services.AddSingleton<UserResolver>();
        services.AddSingleton<Newcomers>();
        services.AddSingleton<PlaceReader>();
        services.AddSingleton<Whereabouts>();
        services.AddSingleton<DealForms>();
        services.AddSingleton<IWorker, TurnWorker>();
        services.AddSingleton<IWorker, DecisionWorker>();
        services.AddSingleton<ClockNotices>();
        services.AddSingleton<IWorker, RegistrationFeed>();
        services.AddSingleton<IWorker, NoticePump>();
        services.AddSingleton(NudgeOptions.From(builder.Configuration));
        services.AddSingleton<NudgeDigest>();
        services.AddSingleton<IWorker, NudgeSweep>();
        services.AddSingleton<IWorker, ProtectionSweep>();
        services.AddSingleton<IWorker, DecisionSweep>();
        services.AddSingleton<IWorker, DisputeSweep>();
        services.AddSingleton<IWorker, ClockSweep>();
        services.AddSingleton<IWorker, ProposalSweep>();
        services.AddSingleton<IWorker, Redactor>();
        services.AddSingleton<OutboxClaims>();
        services.AddSingleton<IWorker, OutboxWorker>();
        services.AddSingleton<AuditWorker>();
        services.AddSingleton<IWorker>(provider => provider.GetRequiredService<AuditWorker>());
        services.AddSingleton<ReadinessCheck>(provider => () => provider.GetRequiredService<AuditWorker>().NotReady);
        services.AddSingleton<Workers>();
        services.AddSingleton<Opening>();
        services.AddHostedService(provider => provider.GetRequiredService<Opening>());
        // Stops after the workers: what they wrote last is sealed.
        services.AddHostedService(provider => provider.GetRequiredService<AuditWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<Workers>());

        services.AddSingleton<WebFeed>();
        services.AddSingleton<WebPlaces>();
        services.AddSingleton<WebTranscript>();
        services.AddSingleton<WebChannel>();
        if (builder.Environment.IsDevelopment())
        {
            // Elsewhere nobody can read it: what is sent there would count as told.
            services.AddSingleton<IChannel>(provider => provider.GetRequiredService<WebChannel>());
        }

        services.AddSingleton<DemoWorld>();
        services.AddSingleton<DemoPlaybooks>();
        builder.AddTeams();
        builder.AddSlack();
    }

    private static string ModelFolder(IConfiguration configuration) =>
        configuration["Understanding:CacheFolder"] is { } folder && !string.IsNullOrWhiteSpace(folder) ? folder : Path.Combine("data", "models");

    /// <summary>The connection string of the settings, checked; the folder of a SQLite file is made.</summary>
    /// <exception cref="InvalidOperationException">It names no database.</exception>
    internal static string ConnectionString(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString("CoSellBot");
        if (string.IsNullOrWhiteSpace(text))
        {
            text = "Data Source=data/cosellbot.db";
        }

        if (Database.IsPostgres(text))
        {
            return Postgres.Settings(text);
        }

        SqliteConnectionStringBuilder parsed;
        try
        {
            parsed = new SqliteConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            throw new InvalidOperationException("ConnectionStrings:CoSellBot names a SQLite file in a way that cannot be read. An example: Data Source=data/cosellbot.db");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(parsed.DataSource)) is { } folder && parsed.Mode != SqliteOpenMode.Memory)
        {
            System.IO.Directory.CreateDirectory(folder);
        }

        return parsed.ToString();
    }

    private static void CheckSettings(IConfiguration configuration, IHostEnvironment environment)
    {
        if (environment.IsProduction() && configuration["Seed:World"] is not (null or "" or "off"))
        {
            throw new InvalidOperationException("Seed:World is not available in Production: a demo world must never meet real records.");
        }

        if (environment.IsProduction() && configuration["Seed:Playbooks"] is not (null or "" or "off"))
        {
            throw new InvalidOperationException("Seed:Playbooks is not available in Production: documents whose validity is moved must never be quoted there.");
        }

        if (configuration["Prm:Provider"] is { } prm && prm != "embedded")
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Prm:Provider '{prm}' is not known in this version. Use embedded."));
        }
    }
}
