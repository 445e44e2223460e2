import ac.simons.neo4j.migrations.core.CypherResource;
import ac.simons.neo4j.migrations.core.Migrations;
import ac.simons.neo4j.migrations.core.MigrationsConfig;
import ac.simons.neo4j.migrations.core.MigrationsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.GraphDatabase;

/**
 * The original neo4j-migrations, asked by our tests. What it answers comes as lines of words parted by tabs.
 *
 * checksums FOLDER: the name and the checksum of each file.
 * validate|apply FOLDER URI USER PASSWORD: what it thinks of the database (after applying what is pending), then the
 * state, version, description, source and checksum of each migration. Whatever it refuses is one line: refused, why.
 */
class Original {

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[1]);
        if (arguments[0].equals("checksums")) {
            try (var files = Files.list(folder)) {
                for (var file : files.sorted().toList()) {
                    say(file.getFileName().toString(), CypherResource.of(file.toUri().toURL()).getChecksum());
                }
            }
            return;
        }
        var credentials = AuthTokens.basic(arguments[3], arguments[4]);
        try (var driver = GraphDatabase.driver(arguments[2], credentials)) {
            var config = MigrationsConfig.builder().withLocationsToScan("file://" + folder.toAbsolutePath()).build();
            answer(new Migrations(config, driver), arguments[0].equals("apply"));
        } catch (MigrationsException refused) {
            say("refused", refused.getMessage());
        }
    }

    private static void answer(Migrations migrations, boolean apply) {
        if (apply) {
            migrations.apply();
        }
        var result = migrations.validate();
        say(result.getOutcome().name(), String.join(" ", result.getWarnings()));
        if (result.isValid()) {
            for (var one : migrations.info().getElements()) {
                say(one.getState().name(), one.getVersion(), one.getOptionalDescription().orElse(""), one.getSource(),
                    one.getChecksum().orElse(""));
            }
        }
    }

    private static void say(String... words) {
        System.out.println(String.join("\t", words));
    }
}
