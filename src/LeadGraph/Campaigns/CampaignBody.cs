using System.IO.Pipelines;
using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Campaigns;

/// <summary>Writes the leads of a download row by row.</summary>
public static class CampaignBody
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>
    /// Sends the leads while they are read. If the snapshot blocks writers to the database, reads all leads into a
    /// temporary file first, because the client may take long to read them.
    /// </summary>
    /// <param name="leads">The leads, read from the snapshot.</param>
    /// <param name="snapshot">The snapshot, which may have ended afterwards.</param>
    /// <param name="form">The columns and the format.</param>
    /// <param name="rules">The rules, whose time zone the times of a workbook are in.</param>
    /// <param name="output">The response body.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public static async Task SendAsync(
        SnapshotRows<UserActivity> leads,
        LeadSnapshot snapshot,
        CampaignListForm form,
        ScoringRules rules,
        PipeWriter output,
        CancellationToken cancellationToken)
    {
        if (!snapshot.BlocksWriters)
        {
            await WriteAsync(leads, form, rules, output, cancellationToken);
            return;
        }

        await using FileStream file = CreateTemporaryFile();
        PipeWriter fileWriter = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        await WriteAsync(leads, form, rules, fileWriter, cancellationToken);
        await fileWriter.CompleteAsync();
        await snapshot.EndAsync();
        file.Position = 0;
        await file.CopyToAsync(output, cancellationToken);
    }

    private static async Task WriteAsync(
        SnapshotRows<UserActivity> leads,
        CampaignListForm form,
        ScoringRules rules,
        PipeWriter output,
        CancellationToken cancellationToken)
    {
        await using ICampaignWriter list = form.CreateWriter(output, rules);
        await list.BeginAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
        await foreach (UserActivity lead in leads.ReadAsync(cancellationToken))
        {
            await list.WriteAsync(lead, cancellationToken);
            if (output.UnflushedBytes >= FlushBytes)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await list.EndAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    // The file contains personal data, so only this process may read it, and it must not outlive the process. On Unix
    // it is deleted at once and stays open; Windows deletes it when the handle is closed, also by killing the process.
    private static FileStream CreateTemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous
        };
        if (!OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.Asynchronous;
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"leadgraph-{Guid.NewGuid():N}.list"), options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(file.Name);
        }

        return file;
    }
}
