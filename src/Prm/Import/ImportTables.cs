using CoSellBot.Prm.Import.Tables;

namespace CoSellBot.Prm.Import;

/// <summary>Every table that can be imported.</summary>
internal static class ImportTables
{
    /// <summary>In the order in which they are read: what is referred to comes first.</summary>
    public static IReadOnlyList<ImportTable> All { get; } =
    [
        DirectoryTables.Organizations,
        DirectoryTables.People,
        AccountTables.Products,
        DirectoryTables.Partners,
        AccountTables.Accounts,
        AccountTables.Opportunities,
        AccountTables.StageHistory,
        ProgrammeTables.EngagementRules,
        ProgrammeTables.FxRates,
        ProgrammeTables.Calendars,
        ProgrammeTables.Holidays,
        DirectoryTables.Certifications,
        ProgrammeTables.ComplianceRules,
        DirectoryTables.Compliance,
        ProgrammeTables.Territories,
        ProgrammeTables.PartnerTerritories,
        ProgrammeTables.Exclusions,
        ProgrammeTables.DeniedParties,
        RegistrationTable.Registrations,
        SharingTables.Notes,
        SharingTables.Disputes,
        SharingTables.PartnerAccounts,
        SharingTables.PartnerRules,
        SharingTables.VendorRules,
        SharingTables.Leads,
    ];
}
