using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Evals.Twins;

/// <summary>Draws submissions and the records of others, by chance that follows from a seed.</summary>
internal sealed class PairMaker(Programme programme)
{
    private static readonly OthersRecord[] Same =
        [OthersRecord.Protected, OthersRecord.Pending, OthersRecord.PendingThenApproved, OthersRecord.LaterThenApproved, OthersRecord.Held, OthersRecord.NeedsInfo, OthersRecord.Converted, OthersRecord.Sold];

    private static readonly OthersRecord[] Else =
        [OthersRecord.OtherFamily, OthersRecord.OtherCustomer, OthersRecord.LikeName, OthersRecord.Relative, OthersRecord.DirectDeal, OthersRecord.Exclusion];

    private static readonly string[] Stems = ["Ostrava", "Kelmund", "Varnholt", "Brixa", "Tolmera", "Sundvik", "Palantero", "Irgenau", "Moltrex", "Quenby"];
    private static readonly string[] Trades = ["Logistics", "Foods", "Energy", "Mining", "Textiles", "Optics", "Rail", "Paper"];

    /// <summary>A pair.</summary>
    public TwinPair Make(int number, int seed)
    {
        var random = new Random(seed);
        var record = random.Next(100) < 62 ? Pick(Same, random) : Pick(Else, random);
        record = record == OthersRecord.Relative && !programme.Accounts.Any(account => Relative(account) is not null) ? OthersRecord.OtherCustomer : record;
        var seller = PickSeller(random, mostlySound: true);
        Seller other;
        do
        {
            other = PickSeller(random, mostlySound: false);
        }
        while (other.FirmId == seller.FirmId);

        var product = Pick(programme.Products, random);
        var needsAccount = record is OthersRecord.DirectDeal or OthersRecord.Exclusion or OthersRecord.Relative or OthersRecord.Sold;
        var account = PickAccount(record, product, needsAccount, random);
        var company = account?.Identity ?? Unknown(random);
        var words = Spelling.Of(company, random);
        var request = new RegistrationRequest(
            seller.FirmId, false, words, null, product.Id, Amount(seller, random), Day(random), (RegistrationKind)random.Next(4),
            record == OthersRecord.Sold ? SalesMotion.New : random.Next(20) switch { 0 => SalesMotion.Renewal, 1 or 2 => SalesMotion.AddOn, _ => SalesMotion.New });
        var theirs = random.Next(3) == 0 ? company : Spelling.Of(company, random);
        var now = programme.World.Now;
        var rows = new OthersRows(now);
        var third = programme.Partners.First(partner => partner.FirmId != seller.FirmId && partner.FirmId != other.FirmId);
        var elsewhere = Pick(programme.Accounts, random);
        var relativeOf = account is null ? null : Relative(account);
        var otherFamily = programme.Products.First(p => p.Family != product.Family);
        var exclusion = random.Next(2) == 0 ? Verdict.Reject : Verdict.Review;
        var stage = random.Next(2) == 0 ? OpportunityStage.Qualified : OpportunityStage.TechnicalValidation;
        IReadOnlyList<object> Claim(CompanyIdentity customer, string? accountId, Product what, OthersRecord state) =>
            rows.Claim(TwinPair.OtherClaim, 1, other, customer, accountId, what, state);
        return new TwinPair(number, seed, record, seller, other, request, product, company, (Fate)random.Next(4), record is OthersRecord.PendingThenApproved or OthersRecord.LaterThenApproved || random.Next(2) == 0, random.Next(3) == 0)
        {
            Account = account,
            Rows = () => record switch
            {
                OthersRecord.LaterThenApproved => [],
                OthersRecord.Sold => [rows.Deal("OPP-TW1N", account!.Id, product, OpportunityStage.ClosedWon, other.FirmId)],
                OthersRecord.OtherFamily => Claim(theirs, account?.Id, otherFamily, OthersRecord.Pending),
                OthersRecord.OtherCustomer => Claim(elsewhere.Identity, elsewhere.Id, product, OthersRecord.Pending),
                OthersRecord.LikeName => Claim(new CompanyIdentity(company.Name, null, company.Country == "DE" ? "AT" : "DE"), null, product, OthersRecord.Pending),
                OthersRecord.Relative => Claim(relativeOf!.Identity, relativeOf.Id, product, OthersRecord.Pending),
                OthersRecord.DirectDeal => [rows.Deal("OPP-TW1N", account!.Id, product, stage, null)],
                OthersRecord.Exclusion => [new Exclusion { Id = "EXC-TW1N", AccountId = account!.Id, Scope = "all_partners", Verdict = exclusion }],
                _ => Claim(theirs, account?.Id, product, record),
            },
            LaterRows = () => record == OthersRecord.LaterThenApproved ? rows.Claim(TwinPair.OtherClaim, 1L << 40, other, theirs, account?.Id, product, OthersRecord.Pending) : [],
            // In review because a third partner waits under the very words; approved with that partner on another family.
            RowsForBit = isApproved => rows.Claim("DR-TH1R", 2, third, words, null, isApproved ? otherFamily : product, OthersRecord.Pending),
        };
    }

    private Account? PickAccount(OthersRecord record, Product product, bool isNeeded, Random random)
    {
        if (!isNeeded && random.Next(4) == 0)
        {
            return null;
        }

        // Where somebody holds the customer already, nobody else can.
        var free = programme.Accounts.Where(account => !programme.Held.Contains($"acc:{account.Id}/{product.Family}")
            && !programme.Held.Contains(RegistrationLedger.ProtectionKey(account.Identity, null, product.Family)) && (record != OthersRecord.Relative || Relative(account) is not null)).ToList();
        return Pick(free, random);
    }

    private Account? Relative(Account account) => programme.Accounts.FirstOrDefault(other => other.Id != account.Id && (other.ParentId == account.Id || account.ParentId == other.Id));

    private Seller PickSeller(Random random, bool mostlySound)
    {
        var sound = programme.Partners.Where(partner => partner.Partner.ProductFamilies.Count == programme.Products.Select(p => p.Family).Distinct().Count()).ToList();
        return mostlySound && sound.Count > 0 && random.Next(10) > 0 ? Pick(sound, random) : Pick(programme.Partners, random);
    }

    private static CompanyIdentity Unknown(Random random)
    {
        var (stem, trade) = (Pick(Stems, random) + Pick(Stems, random)[..3], Pick(Trades, random));
        // The domain that carries the name, as a company would register it.
        var domain = string.Concat($"{stem}{trade}.example".Select(char.ToLowerInvariant));
        return new CompanyIdentity($"{stem} {trade} {(random.Next(2) == 0 ? "GmbH" : "Ltd")}", domain, random.Next(2) == 0 ? "DE" : "GB", null);
    }

    private Money Amount(Seller seller, Random random)
    {
        var limit = Math.Max(programme.Rules.AutoLimit(seller.Partner.Tier), 10_000m);
        var usd = random.Next(20) switch
        {
            0 => 900m,
            1 => 400_000m,
            2 or 3 or 4 => limit * 1.7m,
            _ => limit * (0.2m + (0.5m * (decimal)random.NextDouble())),
        };
        return Money.FromMajor(Math.Round(usd / 100) * 100, random.Next(5) switch { 0 => "USD", 1 => "GBP", _ => "EUR" });
    }

    private DateOnly Day(Random random) => DateOnly.FromDateTime(programme.World.Now.UtcDateTime).AddDays(random.Next(40) == 0 ? -12 : random.Next(15, 400));

    private static T Pick<T>(IReadOnlyList<T> items, Random random) => items[random.Next(items.Count)];
}
