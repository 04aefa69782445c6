// SPDX-License-Identifier: Apache-2.0
// The Java client with aws-msk-iam-auth: java -cp CLASSPATH IamClient.java BOOTSTRAP TRUSTSTORE TOPIC GROUP RECORDS SECONDS
// Credentials and AWS_REGION come from the environment. Makes TOPIC, produces RECORDS records with Java's defaults
// (idempotent, acks=all) spread over SECONDS, so that short sessions have to be renewed on the open connection, and reads
// all of them as a member of GROUP; as a transactional producer where TRANSACTIONAL_ID is set.
// Prints "N produced, N consumed", or the class of what it was refused with.
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

public class IamClient {
    static Map<String, Object> settings(String bootstrap, String truststore) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("security.protocol", "SASL_SSL");
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", truststore);
        settings.put("sasl.mechanism", "AWS_MSK_IAM");
        settings.put("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;");
        settings.put("sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
        settings.put("default.api.timeout.ms", 20000);
        settings.put("request.timeout.ms", 15000);
        return settings;
    }

    static int produce(Map<String, Object> settings, String topic, int records, int seconds) throws Exception {
        int produced = 0;
        String transactionalId = System.getenv("TRANSACTIONAL_ID");
        if (transactionalId != null) settings.put("transactional.id", transactionalId);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            if (transactionalId != null) producer.initTransactions();
            List<java.util.concurrent.Future<RecordMetadata>> answers = new ArrayList<>();
            for (int number = 0; number < records; ++number) {
                answers.add(producer.send(new ProducerRecord<>(topic, "key" + number % 7, "value" + number)));
                if (seconds > 0) Thread.sleep(seconds * 1000L / records);
            }
            for (var answer : answers) {
                answer.get();
                ++produced;
            }
        }
        return produced;
    }

    static int consume(Map<String, Object> settings, String topic, String group, int records) {
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        Set<String> seen = new HashSet<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (seen.size() < records && System.nanoTime() < deadline)
                for (var record : consumer.poll(Duration.ofMillis(200))) seen.add(record.value());
            consumer.commitSync();
        }
        return seen.size();
    }

    public static void main(String[] given) throws Exception {
        String topic = given[2];
        int records = Integer.parseInt(given[4]);
        try {
            try (var admin = Admin.create(settings(given[0], given[1]))) {
                admin.createTopics(List.of(new NewTopic(topic, 3, (short) 2))).all().get();
            }
            int produced = produce(settings(given[0], given[1]), topic, records, Integer.parseInt(given[5]));
            int consumed = consume(settings(given[0], given[1]), topic, given[3], records);
            System.out.println(produced + " produced, " + consumed + " consumed");
        } catch (ExecutionException | org.apache.kafka.common.KafkaException failure) {
            Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
            System.out.println(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
        System.exit(0);
    }
}
