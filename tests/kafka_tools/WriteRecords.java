// SPDX-License-Identifier: Apache-2.0
// usage: java -cp … WriteRecords.java BOOTSTRAP: makes a topic of two partitions and small segments on a Kafka broker
// and writes 3,000 records to each by idempotent producers, plain and compressed.
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;

public class WriteRecords {
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> client = new HashMap<>(Map.of("bootstrap.servers", arguments[0]));
        try (Admin admin = Admin.create(client)) {
            NewTopic topic = new NewTopic("carried", 2, (short) 1).configs(Map.of("segment.bytes", "200000"));
            admin.createTopics(List.of(topic)).all().get();
        }
        for (String codec : List.of("none", "gzip", "lz4")) {
            Map<String, Object> settings = new HashMap<>(client);
            settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
            settings.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
            settings.put("compression.type", codec);
            settings.put("batch.size", 4000);
            try (Producer<String, String> producer = new KafkaProducer<>(settings)) {
                for (int i = 0; i < 2000; i++) {
                    String value = codec + i + "-" + UUID.nameUUIDFromBytes((codec + i).getBytes()).toString().repeat(8);
                    producer.send(new ProducerRecord<>("carried", i % 2, "key" + i, value));
                }
            }
        }
    }
}
