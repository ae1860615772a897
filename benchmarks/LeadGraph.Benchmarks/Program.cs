using System.Globalization;
using LeadGraph.Benchmarks;

// What a page of leads costs, by every way to get one, side by side in one run, for histories of so many million
// events:
//   dotnet run -c Release --project benchmarks/LeadGraph.Benchmarks -- scale 5 50 [--seconds 5] [--output scale.md]
// Only the last of it, pages a second in Maintained mode beside an endpoint written by hand:
//   dotnet run -c Release --project benchmarks/LeadGraph.Benchmarks -- page 1 [--seconds 5] [--output page.md]
// A campaign for everybody, its lists and its results, in Maintained mode:
//   dotnet run -c Release --project benchmarks/LeadGraph.Benchmarks -- campaigns 5 [--output campaigns.md]
// Without arguments it is 5 million. Needs PostgreSQL's binaries, psql and wrk. 50 million events take about
// 25 GB of disk, as their write-ahead log counts too, and half an hour on two cores.
const string Usage = "Usage: [scale|page|campaigns <millions of events> ...] [--seconds <of each load>] [--output <Markdown file>]";

if (args is ["static" or "by-hand", string url, string source])
{
    await (args[0] == "static" ? StaticServer.RunAsync(url, source) : HandWrittenServer.RunAsync(url, source));
    return 0;
}

if (!Machine.IsOptimized)
{
    Console.Error.WriteLine("This is a debug build, whose figures mean nothing: run it with -c Release.");
    return 1;
}

var millions = new List<double>();
int seconds = 5;
string kind = args is ["campaigns" or "page", ..] ? args[0] : "scale";
string output = Path.Combine("artifacts", $"{kind}.md");
for (int i = 0; i < args.Length; i++)
{
    if (i == 0 && args[i] == kind)
    {
        continue;
    }

    if (args[i] == "--seconds" && i + 1 < args.Length
        && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seconds) && seconds > 0)
    {
        i++;
    }
    else if (args[i] == "--output" && i + 1 < args.Length)
    {
        output = args[++i];
    }
    else if (double.TryParse(args[i], CultureInfo.InvariantCulture, out double size) && size is >= 0.01 and <= 1000)
    {
        millions.Add(size);
    }
    else
    {
        Console.Error.WriteLine(Usage);
        return 1;
    }
}

string machine = Machine.Describe();
Console.WriteLine(machine);
var reports = new List<Report>();
foreach (double size in millions.DefaultIfEmpty(5).Order())
{
    long events = (long)(size * 1_000_000);
    reports.Add(kind switch
    {
        "campaigns" => await new CampaignBenchmark(events).RunAsync(),
        "page" => await PageBenchmark.RunAsync(events, seconds),
        _ => await new ScaleBenchmark(events, seconds).RunAsync()
    });
    // After each, so that a long run that is cut short has told something.
    string table = $"{machine}\n{Report.Table(reports)}";
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
    await File.WriteAllTextAsync(output, table);
    Console.WriteLine(table);
    Progress.Say($"written to {output}");
}

return 0;
